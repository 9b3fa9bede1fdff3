import {
  getNullableType,
  isAbstractType,
  isListType,
  type DocumentNode,
  type GraphQLError,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
} from 'graphql';
import type { GraphData, Thing } from './graph-data.ts';
import { fieldsOf, typeIn, upwards } from './graph-model.ts';
import { isHidden } from './reference-ages.ts';
import { denied, failed } from './reference-errors.ts';
import { counting, isNulledBelow, type About, type JudgeContext } from './reference-judge.ts';
import type { Need, View } from './reference-needs.ts';
import type { Standing } from './reference-reach.ts';
import { patientAt, patientPath, recordOf, resolvableKeys } from './reference-records.ts';

/** An object of the data whose fields are resolved for the caller. */
export interface ReachedObject extends About {
  readonly thing: Thing;
  /** The id of the record that it belongs to. */
  readonly record: string | null;
  /**
   * Whether the field that returned it is seen de-identified, so that fields without a key of their own are at most
   * that.
   */
  readonly isCapped: boolean;
  /** Whether it has another patient than the arguments name, so that its PHI is withheld. */
  readonly isFailed: boolean;
  /** The fields above whose records are below it: it only groups them. */
  readonly marks: readonly MarkAbove[];
  /** The fields above with PHI that return it, if it names its patient, and their views. */
  readonly returnedBy: readonly { readonly mark: MarkAbove; readonly view: View }[];
}

/** A field that returns records. */
export interface MarkAbove {
  /** `Type.field`. */
  readonly field: string;
  /** Its path in the response. */
  readonly path: readonly (string | number)[];
  readonly need: Need;
  readonly here: ReachedObject;
  /** The patients that its arguments name. */
  readonly patients: readonly string[];
  /** Its view for the patient of a record. */
  readonly view: (whose: Standing) => View;
}

/** A denied object that the caller is not told of. */
export const DENIED_UNSEEN = Symbol('denied unseen');

/** Decides, for one request, which objects the caller reaches. */
export function createReachedObjects(
  judging: JudgeContext,
  {
    data,
    document,
    pseudonymKey,
    asksConsent,
    showsPhiType,
    standsOut,
    hidesDenied,
  }: {
    readonly data: GraphData;
    readonly document: DocumentNode;
    readonly pseudonymKey: Uint8Array;
    readonly asksConsent: boolean;
    /** Whether a field's selections tell that an object has a type that is PHI. */
    readonly showsPhiType: (type: string, info: GraphQLResolveInfo) => boolean;
    /** Whether an object has a type that is PHI, and the field could return objects of others. */
    readonly standsOut: (type: string, info: GraphQLResolveInfo) => boolean;
    /** Whether a denied object of a type that is PHI looks as if it didn't exist. */
    readonly hidesDenied: boolean;
  },
) {
  const { model, schema, needs, reach } = judging;
  const reading = { model, needs, pseudonymKey };

  /** For an object whose patient is unknown: only roles that reach every patient count. */
  const unknown: Standing = {
    ...reach.of(null),
    ...reach.everybody,
    isReached: reach.everybody.roles.length > 0 && !asksConsent,
  };

  /** The root of operations, wherever it is: it belongs to no patient and is a part of no object. */
  const root = (type: string, isCapped: boolean): ReachedObject => ({
    thing: { type, number: 0 },
    standing: reach.of(null),
    kind: 'nothing',
    named: [],
    bound: [],
    limits: [],
    record: null,
    isCapped,
    isFailed: false,
    marks: [],
    returnedBy: [],
  });

  /**
   * An object with its patient. Undefined if the caller doesn't reach the patient; an error or {@link DENIED_UNSEEN} if the
   * object is denied.
   */
  const below = (
    thing: Thing,
    {
      here,
      view,
      info,
      about,
      mark,
    }: {
      readonly here: ReachedObject;
      readonly mark: MarkAbove;
      readonly view: View;
      readonly info: GraphQLResolveInfo;
      readonly about: About;
    },
  ): ReachedObject | GraphQLError | typeof DENIED_UNSEEN | undefined => {
    const type = typeIn(model, thing.type);
    const isCapped = view === 'deidentified';
    const need = needs(type.name);
    const isShown = showsPhiType(thing.type, info);
    const viewOfObject = (one: Standing): View =>
      standsOut(thing.type, info) ? reach.view(need, one, false) : need.view(one);
    if (thing.type === schema.getQueryType()?.name) {
      const query = root(thing.type, isCapped);
      if (viewOfObject(query.standing) !== 'none') return query;
      return hidesDenied && need.isPhi ? DENIED_UNSEEN : denied(true);
    }
    const isEntity = resolvableKeys(model, type).length > 0;
    const namesPatient = patientPath(model, type) !== null;
    const patient = namesPatient ? patientAt(model, data, thing) : null;
    const isOther =
      patient !== null &&
      about.limits.some((limit) => !limit.includes(patient)) &&
      reach.of(patient).isReached;
    const standing = isOther ? unknown : reach.of(patient);
    if (isOther && !standing.isReached) return failed(true);
    const isFailed = namesPatient || isEntity ? isOther : here.isFailed;
    const own: About = {
      standing,
      kind: namesPatient ? 'object' : 'nothing',
      named: [],
      bound: [],
      limits: [],
    };
    // An object with PHI is a patient's record even without a path and without a patient above: the patient is unknown.
    const isRecord =
      about.kind === 'nothing' &&
      fieldsOf(model, type).some(
        ({ name }) =>
          needs(`${type.name}.${name}`).isPhi &&
          !upwards(model, type).some((above) =>
            above.fields.some(
              (field) => field.name === name && field.args.some((one) => one.isPatient),
            ),
          ),
      );
    const inherited: About = isRecord ? { ...about, kind: 'object' } : about;
    const whose = namesPatient || isEntity ? own : inherited;
    if (!whose.standing.isReached) return undefined;
    const marks = [...here.marks, mark];
    const views = namesPatient ? marks.map((each) => each.view(standing)) : [];
    if (views.includes('none')) return undefined;
    if (counting(whose).some((one) => viewOfObject(one) === 'none'))
      return hidesDenied && need.isPhi
        ? DENIED_UNSEEN
        : denied(!isNulledBelow(judging, document, { info, isCapped }));
    const isReturned = namesPatient && marks.some((each) => each.need.isPhi);
    if (isFailed && (isShown || isReturned)) return failed(true);
    const record = isEntity ? recordOf(reading, data, thing) : here.record;
    return {
      ...whose,
      thing,
      record,
      isFailed,
      isCapped: isCapped || views.includes('deidentified'),
      marks: namesPatient || isEntity ? [] : marks,
      returnedBy: marks.flatMap((each, index) => {
        const seen = views[index];
        return seen !== undefined && each.need.isPhi ? [{ mark: each, view: seen }] : [];
      }),
    };
  };

  return { root, below };
}

/**
 * What the objects of a field are about. A field without arguments that returns a single object only groups fields;
 * objects of other fields without a patient are records of an unknown patient.
 */
export function aboutBelow(
  about: About,
  { parentType, fieldName, returnType }: GraphQLResolveInfo,
): About {
  const groups =
    parentType.getFields()[fieldName]?.args.length === 0 &&
    !isListType(getNullableType(returnType));
  return about.kind === 'nothing' && !groups ? { ...about, kind: 'object' } : about;
}

/** Whether the caller sees a pseudonym on an object. */
export function isPseudonymous(
  { model, schema, needs, reach }: JudgeContext,
  held: ReachedObject,
): boolean {
  const type = typeIn(model, held.thing.type);
  const isCapped = held.isCapped && resolvableKeys(model, type).length === 0;
  return fieldsOf(model, type).some(({ name }) => {
    const need = needs(`${type.name}.${name}`);
    const views = counting(held).map((one) => reach.view(need, one, false));
    return (
      !isHidden(schema, type.name, name) &&
      need.method === 'PSEUDONYM' &&
      !views.includes('none') &&
      (isCapped || views.includes('deidentified'))
    );
  });
}

/** Whether an object of a type that is PHI can be denied to the caller, for these patients or for any. */
export function mayBeDenied(
  { schema, needs, reach }: JudgeContext,
  named: GraphQLNamedType,
  about: About,
): boolean {
  return (isAbstractType(named) ? schema.getPossibleTypes(named) : [named])
    .map(({ name }) => needs(name))
    .some(
      (need) =>
        need.isPhi &&
        [reach.everybody, ...counting(about)].some((who) => need.view(who) === 'none'),
    );
}

/** Whether an object of a type can name its patient. */
export function tellsPatient({ model, schema }: JudgeContext, named: GraphQLNamedType): boolean {
  return (isAbstractType(named) ? schema.getPossibleTypes(named) : [named]).some(
    ({ name }) => patientPath(model, typeIn(model, name)) !== null,
  );
}

export function isReachedObject(object: object): object is ReachedObject {
  return 'thing' in object;
}

import { createHmac } from 'node:crypto';
import {
  buildSchema,
  execute,
  getNamedType,
  getVariableValues,
  GraphQLError,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isObjectType,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import { parentsOf } from '../parents-of.ts';
import { withoutStackTraces } from '../without-stack-traces.ts';
import { applicableTypes } from './applicable-types.ts';
import { mapThings, type GraphData } from './graph-data.ts';
import { fieldIn, namedType, typeIn, type GraphModel } from './graph-model.ts';
import { printMonolith } from './print-graph.ts';
import { resultOf } from './raw-values.ts';
import { createAgeByYears } from './reference-ages.ts';
import { denied, failed, isReportedDenial } from './reference-errors.ts';
import {
  counting,
  isNulledBelow,
  judgeField,
  refusesAny,
  isRootType,
  tellsPatients,
  type About,
  type JudgeContext,
} from './reference-judge.ts';
import {
  better,
  needsOf,
  type Completion,
  type Need,
  type Needs,
  type View,
} from './reference-needs.ts';
import {
  aboutBelow,
  createReachedObjects,
  DENIED_UNSEEN,
  isPseudonymous,
  isReachedObject,
  mayBeDenied,
  tellsPatient,
  type MarkAbove,
  type ReachedObject,
} from './reference-objects.ts';
import { inOrder } from './reference-order.ts';
import { reachOf, type ReferenceCaller } from './reference-reach.ts';
import {
  emptyValue,
  mapLeaves,
  nullsLast,
  objectsIn,
  pathOf,
  withoutAbsent,
} from './response-values.ts';
import { resolvableKeys } from './reference-records.ts';
import {
  isGiven,
  linesAbove,
  linesOf,
  lineWithoutRecord,
  type Given,
  type Released,
} from './reference-released.ts';
import { isDeniedOnObject } from './reference-rules.ts';
import { isAmongOthers, namesPhiType, namesWithoutFields } from './reference-type-names.ts';

/*
 * The reference: a second, independent answer to "what may this caller see". The whole graph is one schema, which
 * graphql-js executes; each field is judged alone when it is resolved. graphql-js propagates the nulls.
 */

/** The reference for one graph. */
export interface Reference {
  readonly model: GraphModel;
  readonly schema: GraphQLSchema;
  readonly needs: Needs;
  /** Whether an operation is refused as a whole if any field is denied. */
  readonly isStrict: boolean;
  /** Whether an error reports an object of a patient whom the caller doesn't reach. */
  readonly reportsUnreached: boolean;
  readonly pseudonymKey: Uint8Array;
  /** Whether lists with pseudonyms are sorted by their content, so that their order reveals nothing. */
  readonly ordersLists: boolean;
}

/** What the gateway must answer. */
export interface ReferenceAnswer {
  /** Null if the operation is refused as a whole. */
  readonly result: ExecutionResult | null;
  /** Whether the gateway must ask the subgraphs before it knows the result. */
  readonly isSent: boolean;
  /** Paths of objects that are missing because the caller doesn't reach their patient, except items of lists. */
  readonly absent: readonly (readonly (string | number)[])[];
  /** The PHI of the final response. */
  readonly released: readonly Released[];
  /** The names of types that are PHI in it, each released alone if the fetch of the object's other fields fails. */
  readonly typeNames: readonly Released[];
}

const REFUSED = { result: null, absent: [], released: [], typeNames: [] };

/** Creates the reference for a graph. */
export function createReference(
  model: GraphModel,
  options: Completion &
    Pick<Reference, 'isStrict' | 'reportsUnreached' | 'pseudonymKey' | 'ordersLists'>,
): Reference {
  const schema = buildSchema(printMonolith(model));
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = (held: ReachedObject) => held.thing.type;
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields()))
      field.resolve = (held: ReachedObject | undefined, args, run: Run, info) =>
        run.resolve(held, args, info);
  }
  return { ...options, model, schema, needs: needsOf(model, options) };
}

/** The context of one execution. */
interface Run {
  readonly resolve: (
    held: ReachedObject | undefined,
    args: Readonly<Record<string, unknown>>,
    info: GraphQLResolveInfo,
  ) => unknown;
}

/** Executes a document for a caller, field by field. */
export function referenceAnswer(
  reference: Reference,
  request: {
    readonly document: DocumentNode;
    readonly variables: Readonly<Record<string, unknown>>;
    readonly data: GraphData;
    readonly caller: ReferenceCaller;
  },
): ReferenceAnswer {
  const { model, schema, needs } = reference;
  const { document, data, caller } = request;
  const [operation] = document.definitions.filter(
    (node) => node.kind === Kind.OPERATION_DEFINITION,
  );
  if (!operation) throw new TypeError('no operation');
  const { coerced } = getVariableValues(
    schema,
    operation.variableDefinitions ?? [],
    request.variables,
  );
  const reach = reachOf(caller);
  const judging: JudgeContext = {
    model,
    schema,
    needs,
    reach,
    variables: coerced ?? {},
    operation: operation.operation,
    subject: caller.subject,
  };
  const isWhole = operation.operation === OperationTypeNode.MUTATION || reference.isStrict;
  if (isWhole && refusesAny(judging, document)) return { ...REFUSED, isSent: false };
  const ageByYears = createAgeByYears(judging, data);
  const parents = parentsOf(schema, document);
  const showsPhiType = (type: string, info: GraphQLResolveInfo): boolean =>
    namesPhiType(judging, { document, parents, info }, type);
  const objects = createReachedObjects(judging, {
    data,
    document,
    pseudonymKey: reference.pseudonymKey,
    asksConsent: caller.asksConsent,
    showsPhiType,
    standsOut: (type, info) => isAmongOthers(judging, { document, parents, info }, type),
    hidesDenied: !reference.isStrict,
  });
  const given: Given[] = [];
  /** The names of types that are PHI, by the paths of their objects. */
  const typeNames: Given[] = [];
  const absent: (string | number)[][] = [];
  const pseudonymous: (string | number)[][] = [];
  let isAbsent = false;

  const resolve: Run['resolve'] = (source, args, info) => {
    const type = info.parentType.name;
    const here: ReachedObject = source ?? objects.root(type, false);
    const isRoot = isRootType(schema, info.parentType);
    if (source !== undefined && isPseudonymous(judging, here))
      pseudonymous.push(pathOf(info.path).slice(0, -1));
    const all = info.fieldNodes.map((node) =>
      judgeField(judging, { parent: parents.get(node) ?? info.parentType, node, isRoot }),
    );
    const asked = all.filter(({ refusal, most }) => refusal === null && most !== 'none');
    if (asked.length === 0 && all.some(({ refusal }) => refusal === 'reach')) {
      absent.push(pathOf(info.path));
      return emptyValue(info);
    }
    const judged = asked.map(({ viewOn }) => viewOn(here, type)).reduce(better, 'none');
    const isKeyless = resolvableKeys(model, typeIn(model, type)).length === 0;
    if (judged === 'none') {
      // A value that could only be suppressed is null without an error, if that is certain before the fetch: for each
      // type that its object could have.
      const most = asked.map((one) => one.most).reduce(better, 'none');
      const isSuppressed =
        !isCompositeType(getNamedType(info.returnType)) &&
        info.fieldNodes
          .flatMap((node) => applicableTypes(schema, parents.get(node) ?? info.parentType))
          .every(({ name }) => needs(`${name}.${info.fieldName}`).method === 'SUPPRESS') &&
        (most === 'deidentified' || (here.isCapped && isKeyless));
      const isNulled = isNulledBelow(judging, document, {
        info,
        isCapped: most === 'deidentified' || here.isCapped,
      });
      throw denied(!isSuppressed && !isNulled);
    }
    const view: View = here.isCapped && isKeyless ? 'deidentified' : judged;
    const need = needs(`${type}.${info.fieldName}`);
    const isSuppressed =
      !isCompositeType(getNamedType(info.returnType)) &&
      view === 'deidentified' &&
      need.method === 'SUPPRESS';
    if (here.isFailed && (isSuppressed || holdsPhi(need, info))) throw failed(!isSuppressed);
    const ruled = { thing: here.thing, field: info.fieldName, args };
    if (!isSuppressed && isDeniedOnObject(judging, data, ruled)) {
      // What is certain to be null is not fetched, so no rule decides on it.
      const isCapped = view === 'deidentified' || here.isCapped;
      throw denied(!isNulledBelow(judging, document, { info, isCapped }));
    }
    const value = data.value(here.thing, fieldIn(model, typeIn(model, type), info.fieldName), args);
    const path = pathOf(info.path);
    const named = getNamedType(info.returnType);
    const [first] = asked;
    if (!first) throw new TypeError('nothing is asked');
    const about = first.valueOn(here);
    const patients = [
      ...about.bound,
      ...(first.isBound && first.patients.length === 1 ? [] : first.patients),
    ];
    const give = (isCertain: boolean, isPhi: Given['isPhi'] = null): void => {
      for (const line of linesOf(reach, {
        field: `${type}.${info.fieldName}`,
        view,
        here,
        about,
        patients,
      }))
        given.push({ path, line, isCertain, isPhi });
    };
    if (isCompositeType(named)) {
      const mark: MarkAbove = {
        field: `${type}.${info.fieldName}`,
        path,
        need,
        here,
        patients,
        view: (whose) => asked.map((one) => one.viewOfRecord(whose, type)).reduce(better, 'none'),
      };
      const above = { here, view, info, about: aboutBelow(about, info), mark };
      let isDeniedUnseen = false;
      const held = mapThings(value, (thing) => {
        const object = objects.below(thing, above);
        isAbsent ||= object === undefined;
        if (object !== DENIED_UNSEEN) return object;
        isDeniedUnseen = true;
        return undefined;
      });
      if (held === undefined && !isDeniedUnseen) absent.push(path);
      const everybody = { ...here.standing, ...reach.everybody, patient: null };
      const isKeptOut = [...here.marks, mark].some((one) => one.view(everybody) === 'none');
      const isMissingAbsent =
        (isLimited || isKeptOut) && !reference.reportsUnreached && tellsPatient(judging, named);
      const isLookup =
        isMissingAbsent && operation.operation === OperationTypeNode.QUERY && findsById(info);
      // A list lookup without a record, or only with those of unreached patients, is recorded as a denial.
      const isEmptyLookup =
        isLookup && Array.isArray(held) && held.flat(Infinity).every((one) => one == null);
      // An object of an unreached patient is not released.
      if (need.isPhi && held !== undefined && !isEmptyLookup) {
        if (here.standing.patient !== null || patients.length > 0) give(held !== null);
        else {
          const haveOwnPatients = tellsPatients(judging, info.returnType);
          const line = lineWithoutRecord(reach, mark, { view, haveOwnPatients });
          given.push({
            path,
            line,
            isCertain: held !== null,
            isPhi: null,
            unlessReturnedBy: mark,
          });
        }
      }
      if (isLookup && (held === null || isEmptyLookup)) return emptyValue(info);
      const omitsNulls =
        isMissingAbsent || (!reference.isStrict && mayBeDenied(judging, named, about));
      const out = withoutAbsent(held, info.returnType, omitsNulls);
      for (const { object, at } of objectsIn(out, path)) {
        if (!isReachedObject(object)) continue;
        for (const returned of linesAbove(reach, object))
          given.push({ ...returned, path: at, isCertain: true, isPhi: null });
        if (showsPhiType(object.thing.type, info)) {
          const field = `${object.thing.type}.__typename`;
          const own = { field, view: 'full', here: object, about: object } as const;
          for (const line of linesOf(reach, { ...own, patients: object.bound }))
            typeNames.push({ path: at, line, isCertain: true, isPhi: null });
        }
      }
      return out;
    }
    if (isSuppressed) return null;
    const isUnseen = (name: string): boolean =>
      !reference.isStrict && needs(name).isPhi && !seenValue(name, about);
    const seenOrDenied = (one: unknown): unknown => {
      const name = `${named.name}.${String(one)}`;
      if (isUnseen(name)) return undefined;
      return seenValue(name, about) ? one : denied(true);
    };
    const omitsNulls =
      isEnumType(named) && named.getValues().some(({ name }) => isUnseen(`${named.name}.${name}`));
    const seen = isEnumType(named)
      ? withoutAbsent(mapLeaves(value, seenOrDenied), info.returnType, omitsNulls)
      : value;
    const isPhiValue = (one: unknown): boolean =>
      isEnumType(named) && typeof one === 'string' && needs(`${named.name}.${one}`).isPhi;
    const isGone = isEnumType(named) && isUnseen(`${named.name}.${String(value)}`);
    if (need.isPhi && !isGone) give(true);
    else if (isEnumType(named)) give(true, isPhiValue);
    if (view === 'full') return seen;
    const byYears = ageByYears(here, info.fieldName);
    const out = mapLeaves(seen, (one) => {
      const age = byYears(one);
      return age === undefined ? deidentified(need, one) : age;
    });
    return reference.ordersLists ? nullsLast(out, info.returnType) : out;
  };

  const holdsPhi = (need: Need, { returnType }: GraphQLResolveInfo): boolean => {
    const named = getNamedType(returnType);
    const values = isEnumType(named) ? named.getValues() : [];
    return need.isPhi || values.some(({ name }) => needs(`${named.name}.${name}`).isPhi);
  };

  /** Whether a root field of a query can find a record by an id that is not a patient's. */
  const findsById = ({ parentType, fieldName }: GraphQLResolveInfo): boolean =>
    parentType === schema.getQueryType() &&
    fieldIn(model, typeIn(model, parentType.name), fieldName).args.some(
      // Clients can't give an inaccessible argument.
      ({ name, type, isPatient, isInaccessible }) =>
        (namedType(type) === 'ID' || needs(`${parentType.name}.${fieldName}(${name}:)`).isPhi) &&
        !isPatient &&
        !isInaccessible,
    );
  const isLimited = caller.asksConsent || reach.everybody.roles.length === 0;

  const seenValue = (coordinate: string, about: About): boolean =>
    counting(about).every((one) => reach.view(needs(coordinate), one, false) === 'full');

  const deidentified = (need: Need, value: unknown): unknown => {
    if (need.method !== 'PSEUDONYM') return resultOf(need.method, value);
    if (caller.project === null) return null;
    return createHmac('sha256', reference.pseudonymKey)
      .update(JSON.stringify([caller.project, need.category, String(value)]))
      .digest()
      .subarray(0, 16)
      .toString('base64url');
  };

  const result = withoutStackTraces(() =>
    execute({
      schema,
      document,
      variableValues: request.variables,
      contextValue: { resolve } satisfies Run,
    }),
  ) as ExecutionResult;
  const isDenied = result.errors?.some(isReportedDenial) === true;
  const isTold = isDenied || (isAbsent && reference.reportsUnreached);
  if (reference.isStrict && operation.operation === OperationTypeNode.QUERY && isTold)
    return { ...REFUSED, isSent: true };
  const found = given.filter((one) => isGiven(result, one));
  const returning = new Set(found.map(({ returnedBy }) => returnedBy));
  const fields = found.filter(
    ({ unlessReturnedBy }) => unlessReturnedBy === undefined || !returning.has(unlessReturnedBy),
  );
  const names = typeNames.filter((one) => isGiven(result, one));
  const fieldLines = fields.map(({ path, isCertain, returnedBy }) => ({
    path: returnedBy?.path ?? path,
    isCertain,
  }));
  const released = [...fields, ...namesWithoutFields(names, fieldLines)];
  if (!reference.ordersLists) return { result, isSent: true, absent, released, typeNames: names };
  const { data: ordered, moved } = inOrder(result.data, pseudonymous);
  const errors = result.errors?.map((error) => {
    const path = error.path && [...moved(error.path)];
    return new GraphQLError(error.message, { extensions: error.extensions, ...(path && { path }) });
  });
  return {
    result: {
      data: ordered as NonNullable<ExecutionResult['data']> | null,
      ...(errors && { errors }),
    },
    isSent: true,
    absent: absent.map(moved),
    released: released.map((one) => ({ ...one, path: moved(one.path) })),
    typeNames: names.map((one) => ({ ...one, path: moved(one.path) })),
  };
}

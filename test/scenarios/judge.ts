import {
  execute,
  getNamedType,
  getNullableType,
  GraphQLError,
  isLeafType,
  isListType,
  Kind,
  parse,
} from 'graphql';
import type {
  ExecutionResult,
  FieldNode,
  GraphQLFieldResolver,
  GraphQLOutputType,
  GraphQLResolveInfo,
  GraphQLSchema,
} from 'graphql';
import { parentsOf } from '../support/parents-of.ts';
import type { Question } from '../support/stack-gateway.ts';
import { OWN_ID, OWN_PATIENT, OWN_TYPE } from '../support/stack-truth.ts';
import { withoutStackTraces } from '../support/without-stack-traces.ts';
import { fieldView, selectionDenials } from './selection-denials.ts';
import type { CareRegister } from './care-register.ts';
import { categoryOf, isPhi, RECORD_TYPES, viewOf } from './who-sees-what.ts';
import type { Role, View } from './who-sees-what.ts';

/*
 * What a caller must get, by the page and by nothing of the gateway: graphql-js answers the client's own
 * document from the unguarded graph's answer, and each field is looked up on the page when it is resolved.
 */

/** The caller of a query, with one role. */
export interface Asker {
  readonly role: Role;
  /** The own patient id of a caller with the role patient. */
  readonly patient: string;
  /** The practitioner id of a caller with the role physician. */
  readonly practitioner: string;
  readonly register: CareRegister;
}

/** The expected response and the expected record. */
export interface Judgment {
  /** A pseudonym stands as `pseudonym of …`. */
  readonly data: unknown;
  /** Paths of errors, with `@` for list indexes. */
  readonly errorPaths: ReadonlySet<string>;
  /** `Type.field view patient record` of each PHI field of the response. */
  readonly released: ReadonlySet<string>;
  /** `Type.field reason` of denied fields, `Type reason` of denied objects. */
  readonly denied: ReadonlySet<string>;
}

interface Owner {
  readonly patient: string | null;
  readonly record: string | null;
}

type Thing = Readonly<Record<string, unknown>> & { readonly [OWN_TYPE]: string };
type Path = readonly (string | number)[];

/** A PHI field of an object, or its type's name, as a line of {@link Judgment.released}. */
interface Given {
  readonly path: Path;
  readonly line: string;
  readonly source: object;
}

/** The expected outcome of one query of one caller. */
export function judge(
  schema: GraphQLSchema,
  question: Question,
  truth: Readonly<Record<string, unknown>>,
  asker: Asker,
): Judgment {
  const document = parse(question.query);
  const parents = parentsOf(schema, document);
  const owners = new WeakMap<object, Owner>();
  const given: Given[] = [];
  // Objects that a union or an interface shows by the name of their type.
  const named: Given[] = [];
  const statically = selectionDenials(schema, question, asker.role);
  const denied = new Set(statically.map(({ coordinate, reason }) => `${coordinate} ${reason}`));

  const fieldResolver: GraphQLFieldResolver<Thing, unknown> = (source, args, _context, info) => {
    const { fieldName: field, parentType, path, returnType } = info;
    const type = parentType.name;
    const views = info.fieldNodes.map((node) =>
      fieldView(schema, asker.role, { parent: parents.get(node)?.name ?? type, type, field }),
    );
    const view = views.find((one) => one !== '-') ?? '-';
    if (view === '-') throw new GraphQLError('denied');
    if (view === 'SUPPRESS') return null;
    const refusal = type === 'Query' && field === 'patient' ? refusalOf(asker, args['id']) : null;
    if (refusal !== null) {
      denied.add(`Query.patient ${refusal}`);
      return null;
    }
    const owner = ownerOf(source, owners);
    if (isDenied(asker, owner.patient, categoryOf(type, field))) {
      denied.add(`${type}.${field} consent`);
      throw new GraphQLError('denied');
    }
    const value = source[path.key];
    const isLeaf = isLeafType(getNamedType(returnType));
    const seen = isLeaf
      ? deidentified(view, value)
      : objects(value, { asker, owner, owners, denied, isList: isList(returnType) });
    const isAbsent = value !== null && value !== undefined && seen === null;
    if (isPhi(type, field) && (isLeaf || !isAbsent)) {
      const how = view === 'full' ? 'full' : 'deidentified';
      // The field of an object without a patient is recorded for the patients of the records that it returns.
      const records = isLeaf || owner.patient !== null ? [] : [seen].flat().filter(isThing);
      const patients = records.map((record) => ownerOf(record, owners).patient);
      for (const patient of patients.length > 0 ? patients : [owner.patient]) {
        const line = `${type}.${field} ${how} ${patient} ${owner.record}`;
        given.push({ path: keysOf(path), line, source });
      }
    }
    return seen;
  };

  const result = withoutStackTraces(() =>
    execute({
      schema,
      document,
      rootValue: { [OWN_TYPE]: 'Query', ...truth },
      variableValues: question.variables ?? {},
      fieldResolver,
      typeResolver: (source: Thing, _context, { fieldNodes, path }) => {
        const type = source[OWN_TYPE];
        if (isPhi(type, '*') && fieldNodes.some(selectsTypeName)) {
          const { patient, record } = ownerOf(source, owners);
          const line = `${type}.__typename full ${patient} ${record}`;
          named.push({ path: [...keysOf(path), '__typename'], line, source });
        }
        return type;
      },
    }),
  ) as ExecutionResult;
  const unexpected = result.errors?.find(({ message }) => message !== 'denied');
  if (unexpected) throw unexpected;
  const failed = (result.errors ?? []).map((error) => error.path ?? []);
  const failedKeys = new Set(failed.map((path) => JSON.stringify(path)));
  const released = given.filter(
    ({ path }) => isThere(result.data, path) && !failedKeys.has(JSON.stringify(path)),
  );
  // The record of another PHI field of the object has its type's name anyway.
  const onlyNamed = named.filter(
    ({ path, source }) =>
      isThere(result.data, path) && !released.some((other) => other.source === source),
  );
  return {
    data: JSON.parse(JSON.stringify(result.data ?? null)),
    errorPaths: new Set([
      ...failed.map(pathName),
      ...statically.flatMap(({ path, reason }) => (reason === 'suppressed' ? [] : [path])),
    ]),
    released: new Set([...released, ...onlyNamed].map(({ line }) => line)),
    denied,
  };
}

function selectsTypeName({ selectionSet }: FieldNode): boolean {
  return (
    selectionSet?.selections.some(
      (selected) => selected.kind === Kind.FIELD && selected.name.value === '__typename',
    ) === true
  );
}

/** A path with `@` for its list indexes. */
export function pathName(path: Path): string {
  return path.map((key) => (typeof key === 'number' ? '@' : key)).join('.');
}

/** Why the caller doesn't reach a patient; null where the caller does. */
function refusalOf(asker: Asker, patient: unknown): 'reach' | 'consent' | null {
  const { role, practitioner, register } = asker;
  if (role === 'patient') return patient === asker.patient ? null : 'reach';
  if (typeof patient !== 'string') return 'reach';
  if (register.denies(patient, actorOf(asker)).all) return 'consent';
  return role === 'physician' && !register.treats(practitioner, patient) ? 'reach' : null;
}

/** Whether a patient denies the asker a category. */
function isDenied(asker: Asker, patient: string | null, category: string | undefined): boolean {
  if (category === undefined || patient === null || asker.role === 'patient') return false;
  return asker.register.denies(patient, actorOf(asker)).categories.has(category);
}

function actorOf({ role, practitioner }: Asker): string | null {
  return role === 'physician' ? practitioner : null;
}

/** The objects that the caller may see: those in reach and of a visible type. */
function objects(
  value: unknown,
  at: {
    readonly asker: Asker;
    readonly owner: Owner;
    readonly owners: WeakMap<object, Owner>;
    readonly denied: Set<string>;
    readonly isList: boolean;
  },
): unknown {
  const seen = (thing: Thing | null): readonly unknown[] => {
    if (thing === null) return [null];
    const type = thing[OWN_TYPE];
    // An object without an id belongs to the object above it.
    if (thing[OWN_ID] === undefined) at.owners.set(thing, at.owner);
    const { patient } = ownerOf(thing, at.owners);
    const refusal = RECORD_TYPES.has(type) ? refusalOf(at.asker, patient) : null;
    if (refusal !== null) {
      at.denied.add(`${type} ${refusal}`);
      return [];
    }
    const isSeen = viewOf(at.asker.role, type, '*') === 'full';
    const isWithheld = isDenied(at.asker, patient, categoryOf(type, '*'));
    if (isSeen && !isWithheld) return [thing];
    at.denied.add(`${type} ${isSeen ? 'consent' : 'role'}`);
    // That there is an object of a type that is PHI is PHI too.
    return isPhi(type, '*') ? [] : [new GraphQLError('denied')];
  };
  if (value === null || value === undefined) return null;
  return at.isList ? (value as (Thing | null)[]).flatMap(seen) : (seen(value as Thing)[0] ?? null);
}

function isThing(value: unknown): value is Thing {
  return typeof value === 'object' && value !== null && OWN_TYPE in value;
}

function ownerOf(thing: Thing, owners: WeakMap<object, Owner>): Owner {
  if (thing[OWN_TYPE] === 'Query') return { patient: null, record: null };
  const known = owners.get(thing);
  if (known) return known;
  const id = thing[OWN_ID];
  const record = typeof id === 'string' ? id : null;
  if (thing[OWN_TYPE] === 'Patient') return { patient: record, record };
  const patient = thing[OWN_PATIENT] as { readonly id: string } | undefined;
  return { patient: patient?.id ?? null, record };
}

/** 45 CFR 164.514(b)(2), for the methods in the access table. */
function deidentified(view: View, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  switch (view) {
    case 'full':
      return value;
    case 'LAST4':
      return text.slice(-4);
    case 'YEAR':
      return String(Math.max(Number(text.slice(0, 4)), new Date().getUTCFullYear() - 90));
    case 'ZIP3':
      return text.startsWith('036') ? '000' : text.slice(0, 3);
    case 'AGE':
      return typeof value === 'number' ? Math.min(value, 90) : birthYear(text.slice(0, 4));
    case 'PSEUDONYM':
      return `${PSEUDONYM_OF}${text}`;
    case 'SUPPRESS':
    case '-':
      throw new Error('nothing leaves');
    default:
      return view satisfies never;
  }
}

/** How a judgment writes the pseudonym of a value. */
export const PSEUDONYM_OF = 'pseudonym of ';

function birthYear(year: string): string {
  return new Date().getUTCFullYear() - Number(year) >= 90 ? '90+' : year;
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(getNullableType(type));
}

function keysOf(path: GraphQLResolveInfo['path']): Path {
  const keys: (string | number)[] = [];
  for (let at: GraphQLResolveInfo['path'] | undefined = path; at; at = at.prev)
    keys.unshift(at.key);
  return keys;
}

/** Whether the object that a path's last key stands in is in the data. */
function isThere(data: unknown, path: Path): boolean {
  let at = data;
  for (const key of path.slice(0, -1)) {
    if (typeof at !== 'object' || at === null) return false;
    at = (at as Record<string | number, unknown>)[key];
  }
  return typeof at === 'object' && at !== null;
}

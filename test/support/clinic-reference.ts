import {
  buildSchema,
  execute,
  getNamedType,
  getNullableType,
  GraphQLError,
  isInterfaceType,
  isLeafType,
  isListType,
  isObjectType,
  isUnionType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
} from 'graphql';
import { deidentify } from '../../directives/release/deidentify.ts';
import { SMALL_AREAS } from '../../directives/release/small-areas.ts';
import type { Deidentify } from '../../directives/spec.ts';
import { CLINIC_FIELDS, type Thing } from './clinic.ts';

/*
 * A second, independent answer to "what may this caller see": the whole clinic in one schema, executed by
 * graphql-js, with every field judged on its own when it is resolved. It reads marks from the table below
 * and shares nothing with the gateway but the de-identification methods.
 */

interface Clause {
  readonly full: readonly string[];
  readonly deidentified?: readonly string[];
}

interface Mark {
  readonly phi?: true;
  readonly clause: Clause;
  readonly method?: Deidentify;
}

const DOCTOR_CLERK_SELF = ['doctor', 'clerk', 'self'];
const being: Mark = {
  phi: true,
  clause: { full: DOCTOR_CLERK_SELF, deidentified: ['research'] },
  method: 'INITIALS',
};
const ssn: Mark = {
  phi: true,
  clause: { full: ['doctor', 'self'], deidentified: ['clerk'] },
  method: 'LAST4',
};
const address: Mark = {
  phi: true,
  clause: { full: DOCTOR_CLERK_SELF, deidentified: ['research'] },
};
const note: Mark = { clause: { full: DOCTOR_CLERK_SELF } };
const labCode: Mark = { phi: true, clause: { full: DOCTOR_CLERK_SELF } };
const rating: Mark = { phi: true, clause: { full: DOCTOR_CLERK_SELF } };

/** Everything that holds for a field of a concrete type, spelled out by hand. */
const FIELD_MARKS: Readonly<Record<string, readonly Mark[]>> = {
  'Query.count': [{ phi: true, clause: { full: ['doctor', 'self'] } }],
  'Patient.name': [being],
  'Doctor.name': [being],
  'Patient.rating': [rating],
  'Doctor.rating': [rating],
  'Patient.ssn': [ssn],
  'Patient.risk': [{ ...ssn, method: 'SUPPRESS' }],
  'Patient.born': [
    {
      phi: true,
      clause: { full: ['doctor', 'self'], deidentified: ['research'] },
      method: 'YEAR',
    },
  ],
  'Patient.home': [address],
  'Patient.homes': [address],
  'Doctor.license': [{ phi: true, clause: { full: ['clerk'] } }],
  'Address.city': [address],
  'Address.zip': [{ ...address, method: 'ZIP3' }],
  'Lab.code': [labCode],
  'Lab.value': [{ phi: true, clause: { full: ['doctor', 'self'] } }],
  'Note.id': [note],
  'Note.code': [note],
  'Note.patient': [note],
  'Note.text': [note, { phi: true, clause: { full: ['doctor'] } }],
};
const TYPE_MARKS: Readonly<Record<string, readonly Mark[]>> = { Address: [address], Note: [note] };

const ENTITIES = new Set(['Patient', 'Doctor', 'Lab', 'Note']);

/** Who asks the reference. */
export interface ReferenceCaller {
  readonly roles: readonly string[];
  /** Roles that reach all patients; `self` reaches the one below. */
  readonly all: readonly string[];
  readonly self: string | null;
}

/** What the reference allows: the response, what it denied, and which PHI it gave. */
export interface ReferenceAnswer {
  readonly result: ExecutionResult;
  /** `Type.field view patient record`, one per PHI field of the final response. */
  readonly released: ReadonlySet<string>;
}

const SCHEMA = buildSchema(`
  type Query {
    patients(first: Int = 3): [Patient!]! patient(id: ID!): Patient beings: [Being] node(id: ID!): Node
    things: [Thing!] count: Int records: [Record]
  }
  interface Being { id: ID! name: String rating: Int }
  interface Node { id: ID! }
  union Thing = Patient | Doctor
  type Patient implements Being & Node {
    id: ID! name: String ssn: String nick: String born: String! friends: [Being!]! doctor: Doctor
    label(text: String!): String home: Address homes: [Address!] rating: Int risk: Int records: [Record!]
    labs(n: Int = 1): [Lab!]! latest: Record
  }
  type Doctor implements Being & Node { id: ID! name: String license: String treats: [Patient!] rating: Int }
  type Address { city: String zip: String }
  interface Record { id: ID! code: String patient: Patient }
  type Lab implements Record { id: ID! code: String value: Float! patient: Patient }
  type Note implements Record { id: ID! code: String text: String patient: Patient }
`);

/** The clinic's client schema in one piece. */
export const CLINIC_SCHEMA = SCHEMA;

interface Standing {
  readonly patient: string | null;
  readonly record: string | null;
}

/** Executes a document for a caller and judges every field on its own. */
export function referenceAnswer(
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  caller: ReferenceCaller,
): ReferenceAnswer {
  const parents = staticParents(document);
  const given: { readonly path: (string | number)[]; readonly line: string }[] = [];
  // Keyless objects are shared data: whose they are depends on where they stand.
  const owners = new Map<string, Standing>();

  const resolve: Resolve = (source, args, _context, info) => {
    const path = pathOf(info.path);
    const type = info.parentType;
    const here = source ? standingOf(source, path, owners) : { patient: null, record: null };
    const named = getNamedType(info.returnType);
    const roles = rolesFor(caller, here.patient);
    if (
      type.name === 'Query' &&
      info.fieldName === 'patient' &&
      !reaches(caller, String(args['id']))
    )
      return null;
    const view = info.fieldNodes
      .map((node) =>
        viewOf(parents.get(node) ?? type.name, type, info.fieldName, {
          roles:
            here.patient === null &&
            isLeafType(named) &&
            isPhi(parents.get(node) ?? type.name, info.fieldName)
              ? caller.all
              : roles,
        }),
      )
      .reduce(best, 'none');
    if (view === 'none') throw new GraphQLError('denied');
    const marks = FIELD_MARKS[`${type.name}.${info.fieldName}`] ?? [];
    const method = marks.map((mark) => mark.method).find((one) => one !== undefined) ?? 'SUPPRESS';
    if (isLeafType(named) && view === 'deidentified' && method === 'SUPPRESS') return null;
    const field = CLINIC_FIELDS[type.name]?.[info.fieldName];
    const value: unknown = field ? field(source as never, args as never) : source?.[info.fieldName];
    if (marks.some((mark) => mark.phi))
      given.push({
        path,
        line: `${type.name}.${info.fieldName} ${view} ${String(here.patient)} ${String(here.record)}`,
      });
    if (isLeafType(named))
      return value !== null && value !== undefined && view === 'deidentified'
        ? deidentify(method, value, {
            category: 'OTHER_ID',
            context: { year: 2026, pseudonym: () => null, smallAreas: SMALL_AREAS.areas },
          })
        : value;
    return guard(value, {
      caller,
      path,
      owners,
      here,
      isList: isListType(getNullableType(info.returnType)),
    });
  };

  const result = execute({
    schema: SCHEMA,
    document,
    variableValues: variables,
    contextValue: resolve,
  }) as ExecutionResult;
  const failed = new Set((result.errors ?? []).map((error) => JSON.stringify(error.path)));
  const released = given
    .filter(({ path }) => isThere(result.data, path) && !failed.has(JSON.stringify(path)))
    .map(({ line }) => line);
  return { result, released: new Set(released) };
}

type Resolve = (
  source: Thing | undefined,
  args: Readonly<Record<string, unknown>>,
  context: unknown,
  info: GraphQLResolveInfo,
) => unknown;

/** Every field asks the resolver of the execution it is part of. */
for (const type of Object.values(SCHEMA.getTypeMap())) {
  if (isInterfaceType(type) || isUnionType(type))
    type.resolveType = (thing: Thing) => thing['__typename'];
  if (!isObjectType(type) || type.name.startsWith('__')) continue;
  for (const field of Object.values(type.getFields()))
    field.resolve = (source: Thing | undefined, args, context: Resolve, info) =>
      context(source, args, null, info);
}

/** Leaves out what the caller doesn't reach; throws for objects of a type they may not see. */
function guard(
  value: unknown,
  at: {
    readonly caller: ReferenceCaller;
    readonly path: (string | number)[];
    readonly owners: Map<string, Standing>;
    readonly here: Standing;
    readonly isList: boolean;
  },
): unknown {
  const ABSENT = Symbol('absent');
  const one = (thing: Thing | null, path: (string | number)[]): unknown => {
    if (thing === null) return null;
    const patient = patientOf(thing);
    if (patient !== undefined && !reaches(at.caller, patient)) return ABSENT;
    if (!ENTITIES.has(thing['__typename'])) at.owners.set(JSON.stringify(path), at.here);
    const roles = rolesFor(
      at.caller,
      ENTITIES.has(thing['__typename']) ? (patient ?? null) : at.here.patient,
    );
    const marks = TYPE_MARKS[thing['__typename']] ?? [];
    return marks.some((mark) => clauseView(mark.clause, roles) === 'none')
      ? new GraphQLError('denied')
      : thing;
  };
  if (!at.isList) {
    const single = one((value as Thing | null | undefined) ?? null, at.path);
    return single === ABSENT ? null : single;
  }
  if (value === null || value === undefined) return value;
  const out: unknown[] = [];
  for (const item of value as (Thing | null)[]) {
    const guarded = one(item, [...at.path, out.length]);
    if (guarded !== ABSENT) out.push(guarded);
  }
  return out;
}

function standingOf(
  source: Thing,
  path: (string | number)[],
  owners: ReadonlyMap<string, Standing>,
): Standing {
  if (ENTITIES.has(source['__typename']))
    return { patient: patientOf(source) ?? null, record: String(source['id']) };
  return owners.get(JSON.stringify(path.slice(0, -1))) ?? { patient: null, record: null };
}

function patientOf(thing: Thing): string | undefined {
  if (thing['__typename'] === 'Patient') return String(thing['id']);
  return 'owner' in thing ? String(thing['owner']) : undefined;
}

function reaches(caller: ReferenceCaller, patient: string): boolean {
  return caller.all.length > 0 || caller.self === patient;
}

function rolesFor(caller: ReferenceCaller, patient: string | null): readonly string[] {
  if (patient === null) return caller.roles;
  return caller.self === patient ? caller.roles : caller.all;
}

type View = 'full' | 'deidentified' | 'none';

function viewOf(
  parent: string,
  runtime: GraphQLObjectType,
  field: string,
  { roles }: { readonly roles: readonly string[] },
): View {
  return allMarks(parent, field, runtime)
    .map((mark) => clauseView(mark.clause, roles))
    .reduce(worst, 'full');
}

/** A field on an interface needs what every implementer's needs. */
function allMarks(parent: string, field: string, runtime: GraphQLObjectType): readonly Mark[] {
  const type = SCHEMA.getType(parent);
  const types = isInterfaceType(type)
    ? SCHEMA.getPossibleTypes(type).map(({ name }) => name)
    : [runtime.name];
  return types.flatMap((name) => FIELD_MARKS[`${name}.${field}`] ?? []);
}

function isPhi(parent: string, field: string): boolean {
  const type = SCHEMA.getType(parent);
  const types = isInterfaceType(type)
    ? SCHEMA.getPossibleTypes(type).map(({ name }) => name)
    : [parent];
  return types.some((name) => FIELD_MARKS[`${name}.${field}`]?.some((mark) => mark.phi));
}

/** Whether no role of the caller could see a field on any object: then no subgraph may be asked for it. */
export function isDeniedEverywhere(coordinate: string, roles: readonly string[]): boolean {
  const [parent = '', field = ''] = coordinate.split('.');
  const type = SCHEMA.getType(parent);
  const types = isInterfaceType(type)
    ? SCHEMA.getPossibleTypes(type).map(({ name }) => name)
    : [parent];
  if (field === 'id') return false;
  return types.every((name) =>
    (FIELD_MARKS[`${name}.${field}`] ?? []).some(
      (mark) => clauseView(mark.clause, roles) === 'none',
    ),
  );
}

function clauseView(clause: Clause, roles: readonly string[]): View {
  if (clause.full.some((role) => roles.includes(role))) return 'full';
  return clause.deidentified?.some((role) => roles.includes(role)) ? 'deidentified' : 'none';
}

const ORDER: readonly View[] = ['none', 'deidentified', 'full'];

function best(a: View, b: View): View {
  return ORDER.indexOf(a) > ORDER.indexOf(b) ? a : b;
}

function worst(a: View, b: View): View {
  return ORDER.indexOf(a) < ORDER.indexOf(b) ? a : b;
}

function staticParents(document: DocumentNode): ReadonlyMap<FieldNode, string> {
  const parents = new Map<FieldNode, string>();
  const info = new TypeInfo(SCHEMA);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field: (node) => {
        const parent = info.getParentType();
        if (parent) parents.set(node, parent.name);
      },
    }),
  );
  return parents;
}

function pathOf(path: GraphQLResolveInfo['path']): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at: GraphQLResolveInfo['path'] | undefined = path; at; at = at.prev)
    keys.unshift(at.key);
  return keys;
}

/** Whether the object that a path's last key stands in is in the data. */
function isThere(data: unknown, path: readonly (string | number)[]): boolean {
  let at = data;
  for (const key of path.slice(0, -1)) {
    if (typeof at !== 'object' || at === null) return false;
    at = (at as Record<string | number, unknown>)[key];
  }
  return typeof at === 'object' && at !== null;
}

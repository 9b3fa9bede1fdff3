import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import {
  buildClientSchema,
  getIntrospectionQuery,
  getNamedType,
  isAbstractType,
  isObjectType,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import { packageFile } from '../../schema/package-file.ts';
import { atDepth } from '../support/depth.ts';
import { everything } from '../support/select-everything.ts';
import { startStack, type Stack } from '../support/stack.ts';
import type { StackGateway } from '../support/stack-gateway.ts';
import { tokenOf } from './describe-roles.ts';
import {
  countRows,
  readIdentifiers,
  type IdentifierKind,
  type Identifiers,
} from './identifiers.ts';
import { ENTRIES, RECORD_TYPES, type Role, type View } from './who-sees-what.ts';

/**
 * The bundled patients, of whom two are older than 90, and a real export of Synthea where one lies beside the
 * checkout, in depth.
 */
const DIRECTORIES = atDepth(['schema/health/data'], ['schema/health/data', '../shared/synthea'])
  .map(packageFile)
  .filter((directory) => existsSync(directory));

const WIDE = {
  cost: 10_000_000,
  selections: 100_000,
  tokens: 100_000,
  depth: 30,
  releasedFields: 1_000_000,
  requestsPerMinute: 1_000_000,
};

describe.each(DIRECTORIES)('the data that a researcher gets from %s', (directory) => {
  let stack: Stack;
  let gateway: StackGateway;
  let identifiers: Identifiers;
  const schemas = new Map<Role, GraphQLSchema>();
  let patients: Answers;
  let others: Answers;

  beforeAll(async () => {
    identifiers = readIdentifiers(directory);
    stack = await startStack({ dataDir: directory });
    gateway = await stack.gateway('audit', { introspection: true, limits: WIDE });
    for (const role of ['researcher', 'physician', 'privacy_officer'] as const) {
      const data = await ask(role, getIntrospectionQuery());
      schemas.set(role, buildClientSchema(data as unknown as IntrospectionQuery));
    }
    patients = collect(await askAbout('researcher', 'patients', countRows(directory, 'patients')));
    others = collect([
      ...(await askAbout('researcher', 'practitioners', countRows(directory, 'providers'))),
      ...(await askAbout('researcher', 'organizations', countRows(directory, 'organizations'))),
      ...(await askAbout('researcher', 'payers', countRows(directory, 'payers'))),
    ]);
  }, 600_000);
  afterAll(() => stack.close(), 30_000);

  const rowsOf = (files: readonly string[]): number =>
    files.map((file) => countRows(directory, file)).reduce((a, b) => a + b, 0);

  const ask = async (role: Role, query: string, variables: Record<string, unknown> = {}) => {
    const question = { query, variables };
    const { status, data } = await gateway.ask(tokenOf(stack, role, NOBODY), question);
    expect(status).toBe(200);
    return data;
  };

  /** Queries every visible field of each object that a root field lists, object by object and page by page. */
  const askAbout = async (role: Role, root: string, count: number): Promise<unknown[]> => {
    const schema = schemaOf(schemas, role);
    const type = getNamedType(schema.getQueryType()?.getFields()[root]?.type);
    if (!isObjectType(type)) throw new TypeError(`${root} lists no objects`);
    const queryFor = (page: number): string => {
      const extent = { depth: 2, give: { first: `${PAGE}`, skip: `${page}` }, isAsked: () => true };
      const all = everything(schema, type, extent);
      return `query All($one: Int!) { ${root}(first: 1, skip: $one) ${all} }`;
    };
    const answers: unknown[] = [];
    for (let one = 0; one < count; one += 1)
      for (let page = 0, isMore = true; isMore; page += PAGE) {
        const data = await ask(role, queryFor(page), { one });
        answers.push(data);
        isMore = longestList(data) === PAGE;
      }
    return answers;
  };

  it('include as many patients, encounters, medications and clinical records as the files', () => {
    const found = (...types: readonly string[]) =>
      types.map((type) => patients.objects.get(type)?.size ?? 0).reduce((a, b) => a + b, 0);
    expect({
      patients: found('Patient'),
      encounters: found('Encounter'),
      medications: found('Medication', 'MentalHealthMedication', 'SubstanceUseMedication'),
      records: found(
        'Observation',
        'Condition',
        'Allergy',
        'Procedure',
        'Immunization',
        'MentalHealthRecord',
        'SubstanceUseRecord',
      ),
    }).toEqual({
      patients: rowsOf(['patients']),
      encounters: rowsOf(['encounters']),
      medications: rowsOf(['medications']),
      records: rowsOf(['observations', 'conditions', 'allergies', 'procedures', 'immunizations']),
    });
    expect(patients.leaves.length).toBeGreaterThan(100_000);
  });

  it('contain no identifier from the files and no full date', () => {
    const found = patients.leaves.flatMap(({ coordinate, value }) =>
      identifiers.find(value).map((kind) => `${kind} in ${coordinate}: ${value}`),
    );
    expect(found).toEqual([]);
    expect(dates(patients.leaves)).toEqual([]);
  });

  it('are searched with a search that finds dates and every kind of identifier but coordinates in the data of a physician and a privacy officer', async () => {
    const kinds = new Set<IdentifierKind>();
    const given: Leaf[] = [];
    for (const role of ['physician', 'privacy_officer'] as const)
      given.push(...collect(await askAbout(role, 'patients', 3)).leaves);
    for (const { value } of given) for (const kind of identifiers.find(value)) kinds.add(kind);
    // Nothing in the graph holds coordinates.
    const all = [...identifiers.counts.keys()].filter((kind) => kind !== 'coordinate');
    expect([...kinds].toSorted()).toEqual(all.toSorted());
    expect(dates(given).length).toBeGreaterThan(100);
  });

  it('have for each field the form that the access table states', () => {
    const wrong = patients.leaves.filter(
      ({ coordinate, value }) => !FORMS[viewOfResearcher(coordinate)](value),
    );
    expect(wrong).toEqual([]);
    const seen = new Set(patients.leaves.map(({ coordinate }) => viewOfResearcher(coordinate)));
    expect([...seen].toSorted()).toEqual(['AGE', 'PSEUDONYM', 'YEAR', 'ZIP3', 'full']);
  });

  it('contain no year of birth or of a record that is more than 90 years ago', () => {
    const years = patients.leaves.filter(({ value }) => /^\d{4}$/.test(String(value)));
    const dated = years.filter(({ coordinate }) =>
      ['AGE', 'YEAR'].includes(viewOfResearcher(coordinate)),
    );
    expect(dated.length).toBeGreaterThan(1000);
    expect(dated.filter(({ value }) => Number(value) < NOW - 90)).toEqual([]);
  });

  it('have no path between patients and practitioners, organizations or payers, which hold no identifier but their own', () => {
    const schema = schemaOf(schemas, 'researcher');
    const open = reachedFrom(schema, ['Practitioner', 'Organization', 'Payer']);
    const records = reachedFrom(schema, [...RECORD_TYPES]);
    expect([...open].toSorted()).toEqual(['Organization', 'Payer', 'Practitioner']);
    expect([...records].filter((type) => open.has(type))).toEqual([]);
    expect(others.leaves.length).toBeGreaterThan(100);
    const kinds = others.leaves.flatMap(({ coordinate, value }) =>
      identifiers.find(value).map((kind) => `${kind} in ${coordinate}`),
    );
    // Some have the names of patients.
    const own =
      /^(?:(?:place|zip|provider|id) in (?:Organization|Practitioner|Payer)\.|name in Practitioner\.name$)/;
    expect(kinds.filter((line) => !own.test(line))).toEqual([]);
  });
});

const NOW = new Date().getUTCFullYear();

const matches = (form: RegExp) => (value: string | number) => form.test(String(value));
const never = () => false;

/** The form of released values for each view of a researcher in the access table. */
const FORMS: Readonly<Record<View, (value: string | number) => boolean>> = {
  full: () => true,
  '-': never,
  SUPPRESS: never,
  LAST4: never,
  PSEUDONYM: matches(/^[\w-]{22}$/),
  YEAR: matches(/^\d{4}$/),
  ZIP3: matches(/^\d{3}$/),
  AGE: matches(/^(?:\d|[1-8]\d|90|90\+|\d{4})$/),
};

function viewOfResearcher(coordinate: string): View {
  return ENTRIES.get(coordinate)?.views.get('researcher') ?? 'full';
}

/** The values that look like a day. */
function dates(leaves: readonly Leaf[]): readonly Leaf[] {
  return leaves.filter(({ value }) =>
    /\d{4}-\d{2}|\b\d{1,2}\/\d{1,2}\/\d{2,4}/.test(String(value)),
  );
}

/** The object types that objects of some types lead to, themselves included. */
function reachedFrom(schema: GraphQLSchema, names: readonly string[]): ReadonlySet<string> {
  const found = new Set(names.filter((name) => schema.getType(name)));
  for (const name of found) {
    const type = schema.getType(name);
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const below = getNamedType(field.type);
      const types = isAbstractType(below) ? schema.getPossibleTypes(below) : [below];
      for (const each of types) if (isObjectType(each)) found.add(each.name);
    }
  }
  return found;
}

const PAGE = 200;
const NOBODY = { patient: 'nobody', practitioner: 'nobody' };

function schemaOf(schemas: ReadonlyMap<Role, GraphQLSchema>, role: Role): GraphQLSchema {
  const schema = schemas.get(role);
  if (!schema) throw new TypeError(`nobody asked as ${role}`);
  return schema;
}

interface Leaf {
  readonly coordinate: string;
  readonly value: string | number;
}

interface Answers {
  readonly leaves: readonly Leaf[];
  /** Type → the ids of its objects. */
  readonly objects: ReadonlyMap<string, ReadonlySet<string>>;
}

function collect(answers: readonly unknown[]): Answers {
  const leaves: Leaf[] = [];
  const objects = new Map<string, Set<string>>();
  const visit = (value: unknown, coordinate: string): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, coordinate);
    else if (typeof value === 'string' || typeof value === 'number')
      leaves.push({ coordinate, value });
    else if (typeof value === 'object' && value !== null) {
      const { __typename: type = 'Query', ...fields } = value as Readonly<Record<string, unknown>>;
      const known = objects.get(String(type)) ?? new Set();
      objects.set(String(type), known.add(String(fields['id'])));
      for (const [field, below] of Object.entries(fields)) visit(below, `${String(type)}.${field}`);
    }
  };
  for (const answer of answers) visit(answer, 'Query');
  return { leaves, objects };
}

function longestList(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const below = Math.max(0, ...Object.values(value).map(longestList));
  return Array.isArray(value) ? Math.max(value.length, below) : below;
}

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { assert, asyncProperty, constantFrom, integer, pre, record, subarray } from 'fast-check';
import {
  Kind,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
} from 'graphql';
import {
  callerOf,
  createInProcessGraph,
  type InProcessGraph,
} from '../../support/in-process-graph.ts';
import { CLINIC } from '../../support/clinic.ts';
import {
  CLINIC_SCHEMA,
  isDeniedEverywhere,
  referenceAnswer,
  type ReferenceCaller,
} from '../../support/clinic-reference.ts';
import { randomOperation, type ArgumentChoices } from '../../support/random-operation.ts';

const RUNS = Number(process.env['DIFFERENTIAL_RUNS'] ?? 5000);

const CHOICES: ArgumentChoices = {
  first: { literals: ['0', '1', '4'], variable: { type: 'Int', values: [1, 2, 4] } },
  n: { literals: ['1', '2'], variable: { type: 'Int', values: [1, 2] } },
  id: {
    literals: ['"p1"', '"p2"', '"p4"', '"d1"', '"n1"', '"nobody"'],
    variable: { type: 'ID!', values: ['p1', 'p3', 'd2'] },
  },
  text: { literals: ['"mine"', '"t"'], variable: { type: 'String!', values: ['x'] } },
};

const ALL = ['doctor', 'clerk', 'research'];

const callers = record({
  all: subarray(ALL),
  self: constantFrom(null, null, 'p1', 'p2'),
});

describe('the pipeline against graphql-js on the same data', () => {
  let clinic: InProcessGraph;

  beforeAll(async () => {
    clinic = await createInProcessGraph(CLINIC, {
      reach: new Map([...ALL.map((role) => [role, 'all'] as const), ['self', 'self']]),
      defaultRoles: [],
      unmarked: 'allow',
      purposes: new Map(),
      breakGlassRoles: [],
      consent: false,
      mode: 'filter',
      unreached: 'hide',
    });
  });
  afterAll(() => clinic.close());

  it(`gives what graphql-js gives in one schema, minus what is denied, and records it, in ${RUNS} random queries`, async () => {
    let tried = 0;
    await assert(
      asyncProperty(integer(), callers, async (seed, { all, self }) => {
        const operation = randomOperation(CLINIC_SCHEMA, seed, CHOICES);
        const document = parse(operation.query);
        pre(validate(CLINIC_SCHEMA, document).length === 0);
        tried += 1;
        const roles = [...all, ...(self === null ? [] : ['self'])];
        await compare(clinic, { ...operation, document }, { roles, all, self });
      }),
      { numRuns: RUNS, maxSkipsPerRun: 20, endOnFailure: true },
    );
    expect(tried).toBeGreaterThanOrEqual(RUNS);
  }, 600_000);
});

async function compare(
  clinic: InProcessGraph,
  operation: {
    readonly query: string;
    readonly document: DocumentNode;
    readonly variables: Readonly<Record<string, unknown>>;
  },
  who: ReferenceCaller,
): Promise<void> {
  const reference = referenceAnswer(operation.document, operation.variables, who);
  clinic.received.length = 0;
  clinic.records.length = 0;
  const response = await clinic.run({
    query: operation.query,
    variables: { ...operation.variables },
    caller: callerOf(who.roles, {
      patients: new Map(who.self === null ? [] : [['self', [who.self]]]),
    }),
  });
  const expected: unknown = JSON.parse(JSON.stringify(reference.result.data ?? null));
  expect(JSON.parse(JSON.stringify(response.data ?? null))).toEqual(expected);
  // An error of the reference has one here; a denial of an empty list has one here alone.
  const isDenied = reference.result.errors !== undefined;
  expect(!isDenied || response.errors !== undefined).toBe(true);

  for (const { subgraph, document } of clinic.received)
    for (const coordinate of fieldsOf(document))
      expect([subgraph, coordinate, isDeniedEverywhere(coordinate, who.roles)]).toEqual([
        subgraph,
        coordinate,
        false,
      ]);

  const recorded = clinic.records.flatMap((leaf) =>
    leaf.accesses.flatMap(({ type, fields, objects }) =>
      fields.flatMap(({ name, view }) =>
        objects.map(([patient, id]) => `${type}.${name} ${view} ${patient} ${id}`),
      ),
    ),
  );
  expect([...new Set(recorded)].toSorted()).toEqual([...reference.released].toSorted());
}

/**
 * The coordinates that a fetch names, by the types of the whole graph. Left out is what the graph itself
 * needs to join and decide, and that never leaves: keys, and the path to a record's patient.
 */
function fieldsOf(document: DocumentNode): string[] {
  const coordinates: string[] = [];
  const info = new TypeInfo(CLINIC_SCHEMA);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field: (node) => {
        const parent = info.getParentType();
        const isPath =
          node.name.value === 'patient' &&
          node.selectionSet?.selections.every(
            (below) => below.kind === Kind.FIELD && ['id', '__typename'].includes(below.name.value),
          );
        if (parent && !isPath && !node.name.value.startsWith('_'))
          coordinates.push(`${parent.name}.${node.name.value}`);
      },
    }),
  );
  return coordinates;
}

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLField } from 'graphql';
import { packageFile } from '../../schema/package-file.ts';
import { atDepth } from '../support/depth.ts';
import { selectEverything } from '../support/select-everything.ts';
import { nearlyValid } from '../support/federated/nearly-valid.ts';
import { createRandom, hashOf, type Random } from '../support/federated/random.ts';
import {
  lookAtPatients,
  patientToken,
  REVIEWER,
  settled,
  YAML,
} from '../support/reports/served-reports.ts';
import { startServedGateway, type ServedGateway } from '../support/served-gateway.ts';

/*
 * Valid and nearly valid documents for `/admin/graphql`, as a reviewer and as a patient: whatever they write, no
 * answer is a 5xx. `npm test` sends the same 200 always, `npm run test:deep` 2,000.
 */
const RUNS = atDepth(200, 2_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);

const schema = buildSchema(readFileSync(packageFile('gateway/reports/api/admin.graphql'), 'utf8'));
const fields: readonly GraphQLField<unknown, unknown>[] = [
  schema.getQueryType(),
  schema.getMutationType(),
].flatMap((type) => Object.values(type?.getFields() ?? {}));

/** Values of arguments, by their names: right ones, and ones that the schema lets pass. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  first: ['0', '1', '3', '-1', '100000'],
  after: ['""', '"x"', '"AAAA"', 'null'],
  filter: [
    '{}',
    '{ since: "2020-01-01", until: "2019-01-01" }',
    '{ since: "constructor" }',
    '{ patient: "\\u0000" }',
    '{ patient: "", actor: "" }',
  ],
  by: ['DAY', 'ACTOR', 'PATIENT', 'FIELD'],
  timeZone: ['"UTC"', '"Europe/Berlin"', '"../etc"', '""'],
  leaf: ['0', '2147483647', '-1'],
  coordinate: ['"Patient.name"', '"__proto__"', '""'],
  orderBy: ['{ field: TIME, direction: ASC }', '{ field: LEAF, direction: ASC }'],
  case: ['"x"', '""'],
  verdict: ['JUSTIFIED', 'NOT_JUSTIFIED'],
  note: ['"n"', '""'],
  disclosure: [
    '{ patient: "x", recipient: "y", purpose: "z", description: "d", date: "2020-01-01T00:00:00Z" }',
    '{}',
  ],
  since: ['"2020-01-01"', '""'],
  until: ['"9999-12-31"'],
  patient: ['"x"', '"\\u0000"'],
  events: ['0', '-1'],
};

const UNLIMITED = `limits: { requestsPerMinute: 1000000, unplannedPerMinute: 1000000, unplannedPerMinuteInAll: 1000000 }
`;

let served: ServedGateway;
let patient = '';
beforeAll(async () => {
  served = await startServedGateway(`${YAML}${UNLIMITED}`);
  patient = patientToken((await lookAtPatients(served))[0] ?? '');
  await settled(served);
});
afterAll(() => served.close());

describe(`valid and nearly valid operations sent to /admin/graphql (seed ${SEED})`, () => {
  it('never cause a 5xx or an error in the log, and over 5% each get 200 and 400 GRAPHQL_VALIDATION_FAILED', async () => {
    const outcomes = new Map<string, number>();
    const failures: string[] = [];
    for (let index = 0; index < RUNS; index += 1) {
      const seed = hashOf(SEED, 'reports', index);
      const body = nearlyValid(
        schema,
        { query: operation(createRandom(seed)), variables: {} },
        seed,
      );
      const token = index % 4 === 0 ? patient : REVIEWER;
      const { status, codes, text } = await served.send({ path: '/admin/graphql', token, body });
      const outcome = [status, ...codes.slice(0, 1)].join(' ');
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (status >= 500) failures.push(`${JSON.stringify(body)}\n${text}`);
    }
    expect(failures).toEqual([]);
    expect(served.logged.filter((line) => line.includes('"level":50'))).toEqual([]);
    // A run without answers, or without refusals, would prove nothing.
    expect(outcomes.get('200') ?? 0).toBeGreaterThan(RUNS / 20);
    expect(outcomes.get('400 GRAPHQL_VALIDATION_FAILED') ?? 0).toBeGreaterThan(RUNS / 20);
  });
});

/** An operation of one or two fields, with everything below them and a choice of arguments. */
function operation(random: Random): string {
  const give = Object.fromEntries(
    Object.entries(VALUES).flatMap(([name, values]) =>
      random.chance(60) || REQUIRED.has(name) ? [[name, random.pick(values)]] : [],
    ),
  );
  const chosen = random.some(fields, 1 + random.below(2));
  const isMutation = chosen[0] !== undefined && MUTATIONS.has(chosen[0].name);
  const own = chosen.filter(({ name }) => MUTATIONS.has(name) === isMutation);
  const texts = own.flatMap((field) =>
    selectEverything(schema, field, { depth: 4, give, isAsked: () => true }),
  );
  return `${isMutation ? 'mutation' : 'query'} Q { ${texts.join(' ')} }`;
}

const MUTATIONS = new Set(Object.keys(schema.getMutationType()?.getFields() ?? {}));

/** Arguments without which a field can't be asked. */
const REQUIRED = new Set(['by', 'leaf', 'coordinate', 'case', 'verdict', 'note', 'disclosure']);

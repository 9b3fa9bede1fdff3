import { readFileSync } from 'node:fs';
import { parse, print, separateOperations } from 'graphql';
import { packageFile } from '../../schema/package-file.ts';
import { FIELDS } from '../support/console/sample-world.ts';
import { HOSPITAL } from './hospital-year.ts';
import { DAY_MS } from '../../gateway/platform/durations.ts';

/** Asks the report API as a privacy officer; throws where it doesn't answer. */
export type Ask = (
  query: string,
  variables?: Readonly<Record<string, unknown>>,
) => Promise<Readonly<Record<string, unknown>>>;

/** A question, asked about something else each time where the console would. */
export interface Question {
  readonly name: string;
  /** Says in a few words what was answered. */
  readonly ask: (round: number) => Promise<string>;
}

const OPERATIONS = separateOperations(
  parse(readFileSync(packageFile('gateway/console/api/operations.graphql'), 'utf8')),
);

/** An operation of the console, as the report API receives it. */
function queryOf(name: string): string {
  const document = OPERATIONS[name];
  if (document === undefined) throw new TypeError(`The console has no operation ${name}.`);
  return print(document);
}

const COUNTS = queryOf('Counts');
const OVERVIEW = queryOf('Overview');
const EVENTS = queryOf('Events');
const ACCOUNT = queryOf('Account');
const RECORD = queryOf('LedgerRecord');
const CASES = queryOf('Cases');
const REVIEWS = queryOf('Reviews');
const CLOSE_CASE = queryOf('CloseCase');

const NEWEST_LEAF_FIRST = { field: 'LEAF', direction: 'DESC' };

/** A case as the operation `Cases` returns it. */
interface FoundCase {
  readonly id: string;
  readonly events: number;
  readonly reviews: readonly { readonly leaf: number }[];
}

/** The console's questions, in the order of its screens. */
export async function consoleQuestions(ask: Ask): Promise<readonly Question[]> {
  const { ledger } = (await ask('{ ledger { size } }')) as { ledger: { size: number } };
  const middle = await eventsOf(ask, { filter: { until: daysAgo(180) }, first: 1 });
  const half = await reviews(ask, { filter: { until: daysAgo(180) }, first: 1 });
  const newest = { field: 'TIME', direction: 'DESC' };
  return [
    { name: 'overview, 30 days', ask: () => overview(ask, 30) },
    { name: 'overview, 365 days', ask: () => overview(ask, 365) },
    ...(['DAY', 'ACTOR', 'PATIENT', 'COORDINATE'] as const).map((by) => ({
      name: `counts by ${by}, 365 days`,
      ask: () => countsBy(ask, by, { since: daysAgo(364) }),
    })),
    { name: 'search, first page', ask: () => page(ask, { orderBy: newest }) },
    { name: 'search, page in the middle', ask: () => page(ask, { after: middle.endCursor }) },
    ...['ACTOR', 'ROLES', 'PATIENT', 'OPERATION', 'RECORDS', 'COORDINATES'].map((field) => ({
      name: `search, sorted by ${field}`,
      ask: () => page(ask, { orderBy: { field, direction: 'ASC' } }),
    })),
    {
      name: 'what was denied, first page',
      ask: () => page(ask, { filter: { denied: true } }),
    },
    ...subjects(ask),
    {
      name: 'record with its proof',
      ask: async (round) => {
        const leaf = Math.floor((ledger.size * (round + 1)) / 13);
        return `${JSON.stringify(await ask(RECORD, { leaf })).length} bytes`;
      },
    },
    {
      name: 'account of disclosures',
      ask: async (round) => {
        const { account } = (await ask(ACCOUNT, patient(round))) as {
          account: { entries: readonly unknown[]; leftOut: readonly { count: number }[] };
        };
        const leftOut = account.leftOut.reduce((sum, { count }) => sum + count, 0);
        return `${account.entries.length} entries, ${leftOut} left out`;
      },
    },
    ...unusual(ask),
    { name: 'reviews, first page', ask: async () => rowsOf(await reviews(ask, {})) },
    {
      name: 'reviews, later page',
      ask: async () => rowsOf(await reviews(ask, { after: half.endCursor })),
    },
    {
      name: 'reviews, sorted by CASE',
      ask: async () => {
        const orderBy = { field: 'CASE', direction: 'ASC' };
        return rowsOf(await reviews(ask, { orderBy }));
      },
    },
    {
      name: 'reviews, of a verdict',
      ask: async () => rowsOf(await reviews(ask, { filter: { verdict: 'APPROPRIATE' } })),
    },
  ];
}

/** What the screens of a patient, an actor and a field ask. */
function subjects(ask: Ask): readonly Question[] {
  const year = { since: daysAgo(364) };
  const month = { since: daysAgo(29) };
  return [
    { name: "patient's year", ask: (at) => page(ask, { filter: { ...patient(at), ...year } }) },
    {
      name: 'patient who is read most, year',
      ask: () => page(ask, { filter: { patient: HOSPITAL.patients[0], ...year } }),
    },
    { name: 'patient, counts by ACTOR', ask: (at) => countsBy(ask, 'ACTOR', patient(at)) },
    { name: "actor's month", ask: (at) => page(ask, { filter: { ...actor(at), ...month } }) },
    { name: 'actor, counts by PATIENT', ask: (at) => countsBy(ask, 'PATIENT', actor(at)) },
    { name: "field's month", ask: (at) => page(ask, { filter: { ...field(at), ...month } }) },
    { name: 'field, all of it', ask: (at) => page(ask, { filter: field(at) }) },
    { name: 'field, counts by ACTOR', ask: (at) => countsBy(ask, 'ACTOR', field(at)) },
  ];
}

function unusual(ask: Ask): readonly Question[] {
  const state = 'OPEN';
  let found: readonly FoundCase[] = [];
  let after: string | null = null;
  const filter14 = { state, since: daysAgo(13) };
  return [
    {
      name: 'unusual, 30 days',
      ask: async () => {
        const first = await cases(ask, { filter: { state } });
        ({ found, after } = first);
        return countsOf(first);
      },
    },
    {
      name: 'unusual, 30 days, later page',
      ask: async () => countsOf(await cases(ask, { filter: { state }, after })),
    },
    {
      name: 'unusual, 30 days, of a rule',
      ask: async () => countsOf(await cases(ask, { filter: { state, rule: 'FIRST_CATEGORY' } })),
    },
    {
      name: 'unusual, 14 days',
      ask: async () => countsOf(await cases(ask, { filter: filter14 })),
    },
    {
      name: "unusual, an actor's 30 days",
      ask: async (round) => {
        return countsOf(await cases(ask, { filter: actor(round) }));
      },
    },
    {
      name: 'a case closed',
      ask: async (round) => {
        await closeCase(ask, found[round]);
        return 'closed';
      },
    },
    {
      name: 'unusual, after cases were closed',
      ask: async () => countsOf(await cases(ask, { filter: { state } })),
    },
  ];
}

const patient = (round: number) => ({ patient: patientAt(round) });
const actor = (round: number) => ({ actor: HOSPITAL.actors[round * 3]?.subject });
const field = (round: number) => ({ coordinate: FIELD_NAMES[round % FIELD_NAMES.length] });

const FIELD_NAMES = Object.values(FIELDS).flatMap(({ type, fields }) =>
  Object.keys(fields).map((name) => `${type}.${name}`),
);

function patientAt(round: number): string {
  return HOSPITAL.patients[4_000 + 700 * round] ?? '';
}

function daysAgo(days: number): string {
  return `${new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10)}T00:00:00.000Z`;
}

async function overview(ask: Ask, days: number): Promise<string> {
  const counted = (await ask(OVERVIEW, {
    both: { since: daysAgo(2 * days - 1) },
    period: { since: daysAgo(days - 1) },
    days: 2 * days,
    timeZone: 'UTC',
  })) as { days: readonly { events: number }[] };
  return `${counted.days.reduce((sum, { events }) => sum + events, 0)} events`;
}

async function countsBy(ask: Ask, by: string, filter: object): Promise<string> {
  const first = by === 'DAY' ? 365 : 8;
  const { counts } = (await ask(COUNTS, { by, filter, first })) as { counts: readonly unknown[] };
  return `${counts.length} rows`;
}

async function page(ask: Ask, variables: object): Promise<string> {
  return rowsOf(await eventsOf(ask, variables));
}

async function eventsOf(ask: Ask, variables: object) {
  const orderBy = { field: 'TIME', direction: 'DESC' };
  const { events } = (await ask(EVENTS, { first: 50, filter: {}, orderBy, ...variables })) as {
    events: {
      edges: readonly unknown[];
      pageInfo: { endCursor: string | null };
      totalCount: number;
    };
  };
  const { endCursor } = events.pageInfo;
  return { rows: events.edges.length, totalCount: events.totalCount, endCursor };
}

async function cases(ask: Ask, variables: object) {
  const asked = { first: 20, orderBy: NEWEST_LEAF_FIRST, ...variables };
  const { unusual: listed } = (await ask(CASES, asked)) as {
    unusual: {
      totalCount: number;
      edges: readonly { node: FoundCase }[];
      pageInfo: { endCursor: string | null };
    };
  };
  const { totalCount, edges, pageInfo } = listed;
  return { total: totalCount, found: edges.map(({ node }) => node), after: pageInfo.endCursor };
}

async function closeCase(ask: Ask, found: FoundCase | undefined): Promise<void> {
  if (found === undefined) throw new Error('There are too few open cases.');
  const { id, events, reviews: earlier } = found;
  await ask(CLOSE_CASE, {
    case: id,
    verdict: 'APPROPRIATE',
    note: 'Talked to them; it was needed.',
    events,
    latest: Math.max(0, ...earlier.map(({ leaf }) => leaf)),
  });
}

function countsOf(listed: {
  readonly total: number;
  readonly found: readonly FoundCase[];
}): string {
  return `${listed.found.length} of ${listed.total} cases`;
}

async function reviews(ask: Ask, variables: object) {
  const asked = { first: 20, filter: {}, orderBy: NEWEST_LEAF_FIRST, ...variables };
  const { reviews: found } = (await ask(REVIEWS, asked)) as {
    reviews: {
      edges: readonly unknown[];
      pageInfo: { endCursor: string | null };
      totalCount: number;
    };
  };
  const { edges, pageInfo, totalCount } = found;
  return { rows: edges.length, totalCount, endCursor: pageInfo.endCursor };
}

function rowsOf({ rows, totalCount }: { readonly rows: number; readonly totalCount: number }) {
  return `${rows} of ${totalCount}`;
}

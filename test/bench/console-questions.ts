import { CASES, type FoundCase } from '../support/reports/unusual-reports.ts';
import { FIELDS } from '../support/console/sample-world.ts';
import { HOSPITAL } from './hospital-year.ts';

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

const DAY_MS = 86_400_000;

const PARTS = '{ key events denied breakGlass }';
const COUNTS = `query ($by: CountBy!, $filter: EventFilter!, $first: Int!) {
  counts(by: $by, filter: $filter, first: $first) ${PARTS}
}`;
const OVERVIEW = `query ($both: EventFilter!, $period: EventFilter!, $days: Int!) {
  days: counts(by: DAY, filter: $both, first: $days) ${PARTS}
  actors: counts(by: ACTOR, filter: $period, first: 8) ${PARTS}
  patients: counts(by: PATIENT, filter: $period, first: 8) ${PARTS}
  fields: counts(by: COORDINATE, filter: $period, first: 8) ${PARTS}
}`;
const EVENTS = `query ($first: Int!, $after: String, $filter: EventFilter!, $orderBy: EventOrder!) {
  events(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    edges { node {
      id leaf time kind actor actorName roles patient relations purpose operation outcome records
      coordinates { coordinate view categories } breakGlass { grant until reason }
    } }
    pageInfo { hasNextPage endCursor } totalCount refused { leaf why }
  }
}`;
const ACCOUNT = `query ($patient: String) {
  account(patient: $patient) {
    patient since until damaged begins ends
    entries { date recipient address description purpose basis leaves series { count last description } }
    leftOut { reason text count }
  }
}`;
const RECORD = 'query ($leaf: Int!) { record(leaf: $leaf) { leaf json path checkpoint } }';
const REVIEWS = `query ($first: Int! = 20, $after: String, $filter: ReviewFilter! = {}, $orderBy: ReviewOrder! = {
  field: LEAF, direction: DESC
}) {
  reviews(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    edges { node { leaf case actor patient day rules time reviewer reviewerName verdict note } }
    pageInfo { hasNextPage endCursor } totalCount refused { leaf why }
  }
}`;
const SIGN_OFF = `mutation ($case: ID!) {
  review(case: $case, verdict: APPROPRIATE, note: "Talked to them; it was needed.") { leaf }
}`;

/** The console's questions, in the order of its screens, as its `api` and `screens` ask them. */
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
  let ids: readonly string[] = [];
  let after: string | null = null;
  const filter14 = { state, since: daysAgo(13) };
  return [
    {
      name: 'unusual, 30 days',
      ask: async () => {
        const found = await cases(ask, { filter: { state } });
        ({ ids, after } = found);
        return told(found);
      },
    },
    {
      name: 'unusual, 30 days, later page',
      ask: async () => told(await cases(ask, { filter: { state }, after })),
    },
    {
      name: 'unusual, 30 days, of a rule',
      ask: async () => told(await cases(ask, { filter: { state, rule: 'FIRST_CATEGORY' } })),
    },
    {
      name: 'unusual, 14 days',
      ask: async () => told(await cases(ask, { filter: filter14 })),
    },
    {
      name: "unusual, an actor's 30 days",
      ask: async (round) => {
        return told(await cases(ask, { filter: actor(round) }));
      },
    },
    {
      name: 'a case signed off',
      ask: async (round) => {
        await ask(SIGN_OFF, { case: ids[round] });
        return 'signed off';
      },
    },
    {
      name: 'unusual, after the sign-offs',
      ask: async () => told(await cases(ask, { filter: { state } })),
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
  const { unusual: found } = (await ask(CASES, { first: 20, ...variables })) as {
    unusual: {
      totalCount: number;
      edges: readonly { node: FoundCase }[];
      pageInfo: { endCursor: string | null };
    };
  };
  const { totalCount, edges, pageInfo } = found;
  return { total: totalCount, ids: edges.map(({ node }) => node.id), after: pageInfo.endCursor };
}

function told({ total, ids }: { readonly total: number; readonly ids: readonly string[] }): string {
  return `${ids.length} of ${total} cases`;
}

async function reviews(ask: Ask, variables: object) {
  const { reviews: found } = (await ask(REVIEWS, { ...variables })) as {
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

import { GraphQLError } from 'graphql';
import type { SampleEvent, SampleLedger } from './sample-ledger.ts';

/** Who asks the stand-in. */
export interface SampleViewer {
  readonly subject: string;
  readonly name: string | null;
  readonly roles: readonly string[];
  readonly patient: string | null;
}

type Filter = Readonly<Record<string, string | boolean | null | undefined>>;

/**
 * Answers the report API from a sample, as the real one would: a stand-in for it alone, until both are merged.
 * A patient gets events of their own record and nothing else.
 */
export function answerReports(ledger: SampleLedger) {
  let verification: object | null = null;

  const visible = (viewer: SampleViewer): readonly SampleEvent[] => {
    if (isReviewer(viewer)) return ledger.events;
    if (viewer.patient === null) throw forbidden();
    return ledger.events.filter(({ patient }) => patient === viewer.patient);
  };
  const find = (filter: Filter, viewer: SampleViewer) =>
    visible(viewer).filter((event) => isFit(event, filter));

  return {
    viewer: (_arguments: object, viewer: SampleViewer) => ({
      ...viewer,
      isReviewer: isReviewer(viewer),
    }),
    ledger: (_arguments: object, viewer: SampleViewer) => {
      reviewersOnly(viewer);
      return {
        origin: 'sample.example/phi',
        size: ledger.leaves.length,
        indexed: ledger.leaves.length,
        root: ledger.root.toString('hex'),
        lastAt: ledger.events.at(-1)?.time ?? null,
        isReady: true,
        witnessed: ledger.leaves.length - 3,
      };
    },
    events: (
      {
        first,
        after,
        filter,
        orderBy,
      }: {
        readonly first: number;
        readonly after: string | null;
        readonly filter: Filter;
        readonly orderBy: { readonly field: string; readonly direction: string };
      },
      viewer: SampleViewer,
    ) => {
      const sorted = find(filter, viewer).toSorted(compareBy(orderBy.field));
      const ordered = orderBy.direction === 'DESC' ? sorted.toReversed() : sorted;
      const start = after === null || after === undefined ? 0 : Number(after) + 1;
      const page = ordered.slice(start, start + first);
      return {
        edges: page.map((node, index) => ({ cursor: String(start + index), node })),
        pageInfo: {
          hasNextPage: start + page.length < ordered.length,
          endCursor: page.length === 0 ? null : String(start + page.length - 1),
        },
        totalCount: ordered.length,
        refused: [],
      };
    },
    counts: (
      {
        by,
        filter,
        first,
      }: { readonly by: string; readonly filter: Filter; readonly first: number },
      viewer: SampleViewer,
    ) => countBy(find(filter, viewer), by).slice(0, first),
    record: ({ leaf }: { readonly leaf: number }, viewer: SampleViewer) => {
      reviewersOnly(viewer);
      const json = ledger.leaves[leaf];
      if (json === undefined) return null;
      return { leaf, json, path: ledger.pathOf(leaf), checkpoint: ledger.checkpoint };
    },
    field: ({ coordinate }: { readonly coordinate: string }, viewer: SampleViewer) => {
      reviewersOnly(viewer);
      const event = ledger.events.find(({ coordinates }) =>
        coordinates.some((seen) => seen.coordinate === coordinate && seen.categories.length > 0),
      );
      const seen = event?.coordinates.find((known) => known.coordinate === coordinate);
      if (seen === undefined) return null;
      return {
        coordinate,
        rule: 'physician, nurse or patient; researcher sees it de-identified',
        categories: seen.categories,
        sources: ['patients/schema.graphql:41 @phi', 'patients/schema.graphql:41 @role'],
        views: [
          { role: 'physician', view: 'full' },
          { role: 'nurse', view: 'full' },
          { role: 'patient', view: 'full' },
          { role: 'researcher', view: 'deidentified' },
          { role: 'billing', view: 'none' },
        ],
      };
    },
    completeness: (_arguments: object, viewer: SampleViewer) => {
      reviewersOnly(viewer);
      return { result: 'COMPLETE', records: ledger.leaves.length, missing: [], extra: [] };
    },
    verification: (_arguments: object, viewer: SampleViewer) => {
      reviewersOnly(viewer);
      return verification;
    },
    verify: (_arguments: object, viewer: SampleViewer) => {
      reviewersOnly(viewer);
      const startedAt = new Date();
      const total = ledger.leaves.length;
      const isOver = () => Date.now() - startedAt.getTime() > VERIFY_MS;
      const share = () => Math.min((Date.now() - startedAt.getTime()) / VERIFY_MS, 1);
      verification = {
        startedAt: startedAt.toISOString(),
        total,
        size: total,
        findings: [],
        root: ledger.root.toString('hex'),
        caveats: [
          'Without a remembered checkpoint, a ledger that was replaced whole is not noticed.',
        ],
        state: () => (isOver() ? 'ENDED' : 'RUNNING'),
        done: () => Math.floor(total * share()),
        covered: () => Math.floor(total * share()),
        endedAt: () => (isOver() ? new Date(startedAt.getTime() + VERIFY_MS).toISOString() : null),
        result: () => (isOver() ? 'PASS' : null),
      };
      return verification;
    },
  };
}

const VERIFY_MS = 2_500;

function isReviewer({ roles }: SampleViewer): boolean {
  return roles.includes('privacy_officer');
}

function reviewersOnly(viewer: SampleViewer): void {
  if (!isReviewer(viewer)) throw forbidden();
}

function forbidden(): GraphQLError {
  return new GraphQLError('You may not do this.', { extensions: { code: 'FORBIDDEN' } });
}

function isFit(event: SampleEvent, filter: Filter): boolean {
  const { coordinates } = event;
  const is = (name: string, value: string | null) =>
    typeof filter[name] !== 'string' || filter[name] === value;
  const has = (name: string, values: readonly string[]) =>
    typeof filter[name] !== 'string' || values.includes(filter[name]);
  const isDenied = coordinates.some(({ view }) => view.startsWith('denied'));
  const since = filter['since'] ?? '';
  const until = filter['until'] ?? '9999';
  return (
    is('patient', event.patient) &&
    is('actor', event.actor) &&
    is('kind', event.kind) &&
    is('operation', event.operation) &&
    is('purpose', event.purpose) &&
    is('outcome', event.outcome) &&
    is('grant', event.breakGlass?.grant ?? null) &&
    has('relation', event.relations) &&
    has(
      'coordinate',
      coordinates.map(({ coordinate }) => coordinate),
    ) &&
    has(
      'category',
      coordinates.flatMap(({ categories }) => categories),
    ) &&
    (filter['denied'] !== true || isDenied) &&
    (filter['breakGlass'] !== true || event.breakGlass !== null) &&
    event.time >= String(since) &&
    event.time <= String(until)
  );
}

function keysOf(event: SampleEvent, by: string): readonly string[] {
  switch (by) {
    case 'DAY':
      return [event.time.slice(0, 10)];
    case 'HOUR':
      return [event.time.slice(11, 13)];
    case 'ACTOR':
      return [event.actor];
    case 'PATIENT':
      return [event.patient];
    case 'COORDINATE':
      return event.coordinates.map(({ coordinate }) => coordinate);
    case 'CATEGORY':
      return [...new Set(event.coordinates.flatMap(({ categories }) => categories))];
    case 'KIND':
      return [event.kind];
    case 'OUTCOME':
      return [event.outcome];
    case 'PURPOSE':
      return [event.purpose];
    default:
      return event.relations;
  }
}

function countBy(events: readonly SampleEvent[], by: string) {
  const counts = new Map<
    string,
    { key: string; events: number; denied: number; breakGlass: number }
  >();
  for (const event of events) {
    const isDenied = event.coordinates.some(({ view }) => view.startsWith('denied'));
    for (const key of keysOf(event, by)) {
      const known = counts.get(key) ?? { key, events: 0, denied: 0, breakGlass: 0 };
      counts.set(key, {
        key,
        events: known.events + 1,
        denied: known.denied + (isDenied ? 1 : 0),
        breakGlass: known.breakGlass + (event.breakGlass === null ? 0 : 1),
      });
    }
  }
  const all = [...counts.values()];
  return by === 'DAY' || by === 'HOUR'
    ? all.toSorted((a, b) => (a.key < b.key ? -1 : 1))
    : all.toSorted((a, b) => b.events - a.events);
}

/** Sorts by one column; what is equal in it stays in the order of the ledger. */
function compareBy(field: string): (a: SampleEvent, b: SampleEvent) => number {
  const valueOf = (event: SampleEvent): string | number => {
    switch (field) {
      case 'KIND':
        return event.kind;
      case 'ACTOR':
        return event.actor;
      case 'PATIENT':
        return event.patient;
      case 'COORDINATES':
        return event.coordinates.map(({ coordinate }) => coordinate).join();
      case 'OPERATION':
        return event.operation;
      case 'PURPOSE':
        return event.purpose;
      case 'OUTCOME':
        return event.outcome;
      case 'RELATIONS':
        return event.relations.join();
      case 'RECORDS':
        return event.records;
      case 'GRANT':
        return event.breakGlass?.grant ?? '';
      default:
        return event.leaf;
    }
  };
  return (a, b) => {
    const [one, other] = [valueOf(a), valueOf(b)];
    return one < other ? -1 : one > other ? 1 : a.leaf - b.leaf;
  };
}

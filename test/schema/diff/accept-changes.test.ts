import { describe, expect, it } from '@jest/globals';
import {
  notAccepted,
  reviewDiff,
  type AcceptedChange,
} from '../../../schema/diff/accept-changes.ts';
import { diffGraphs, type ViewedGraph } from '../../../schema/diff/diff-graphs.ts';
import { printDiff } from '../../../schema/diff/print-diff.ts';
import type { ViewOptions } from '../../../schema/views/view-options.ts';
import { viewedGraph } from '../../support/viewed-graph.ts';

const REACH = { doc: 'all', clerk: 'care-team', x: 'self' };

function graph(
  note: string,
  {
    reach = REACH,
    further = '{}',
    other = '',
  }: { reach?: Record<string, string>; further?: string; other?: string } = {},
): ViewedGraph {
  const options: Partial<ViewOptions> = {
    reach: new Map(Object.entries(reach)),
    further: new Map([['purpose', further]]),
  };
  return viewedGraph(
    {
      a: `type Query { note(of: ID! @patient): String @phi @role(anyOf: ${note}) @role(anyOf: ["doc", "clerk"]) bill(of: ID! @patient): String @phi @role(anyOf: ["doc"${other}]) }`,
    },
    options,
  );
}

async function review(
  before: ViewedGraph,
  after: ViewedGraph,
  entries: readonly AcceptedChange[] = [],
  strict = false,
) {
  const diff = await diffGraphs(before, after);
  return { diff, ...reviewDiff(diff, { before, after, entries, strict }) };
}

/** Entries for every change between two graphs. */
async function entriesFor(
  before: ViewedGraph,
  after: ViewedGraph,
  strict = false,
): Promise<readonly AcceptedChange[]> {
  const { changes } = await review(before, after, [], strict);
  return changes.map(({ id, at, change }) => ({
    id,
    at,
    change,
    by: 'Ana Ruiz',
    date: '2026-01-31',
    reason: 'Clerks print it.',
  }));
}

const OLD = graph('["doc"]');
const NEW = graph('["doc", "clerk"]');

describe('an accepted change', () => {
  it('no longer counts, and is shown with who accepted it, when and why', async () => {
    const entries = await entriesFor(OLD, NEW);
    expect(entries).toMatchObject([
      { at: 'Query.note', change: 'clerk: none → full   reach: care-team' },
    ]);
    const { diff, ...found } = await review(OLD, NEW, entries);
    expect(notAccepted(found)).toEqual([]);
    expect(printDiff(diff, found, () => null)).toBe(`MORE  Query.note
        clerk: none → full   reach: care-team
          accepted by Ana Ruiz on 2026-01-31: Clerks print it.

1 to see more of, 0 to see less of, 0 new (0 open to every caller), 0 gone, 1 accepted
`);
  });

  it('does not accept the other changes of the same graphs', async () => {
    const wider = graph('["doc", "clerk"]', { other: ', "clerk"' });
    const both = await entriesFor(OLD, wider);
    const found = await review(OLD, wider, both.slice(0, 1));
    expect(notAccepted(found).map(({ at }) => at)).toEqual(['Query.bill']);
    expect(found.stale).toEqual([]);
  });

  it.each<[what: string, before: ViewedGraph, after: ViewedGraph]>([
    ['the change is merged', NEW, NEW],
    ['the same change comes again after another one', graph('["doc"]', { other: ', "x"' }), NEW],
    [
      'the role reaches other patients',
      OLD,
      graph('["doc", "clerk"]', { reach: { ...REACH, clerk: 'all' } }),
    ],
    [
      'another setting changes who sees what',
      OLD,
      graph('["doc", "clerk"]', { further: '{"a":1}' }),
    ],
    ['it is taken back', OLD, OLD],
  ])('is stale once %s', async (_what, before, after) => {
    const entries = await entriesFor(OLD, NEW);
    const { diff, ...found } = await review(before, after, entries);
    expect(found.stale).toEqual(entries);
    expect(found.accepted.size).toBe(0);
    expect(printDiff(diff, found, () => null)).toContain(
      'STALE Query.note   clerk: none → full   reach: care-team   accepted by Ana Ruiz on 2026-01-31',
    );
  });

  it('is not taken for a wider change that the same smallest combination of roles shows', async () => {
    const [before, after, wider] = [['doc'], ['doc', 'x'], ['doc', 'x', 'y']].map((roles) =>
      graph(JSON.stringify(roles)),
    );
    if (!before || !after || !wider) throw new Error('no graph');
    const entries = await entriesFor(before, after);
    const found = await review(before, wider, entries);
    expect(found.changes.map(({ change }) => change)).toEqual(entries.map(({ change }) => change));
    expect(notAccepted(found)).toHaveLength(1);
  });

  it('is not taken for the next value of a setting whose values are not shown', async () => {
    const [one, two, three] = ['1', '2', '3'].map((further) => graph('["doc"]', { further }));
    if (!one || !two || !three) throw new Error('no graph');
    const entries = await entriesFor(one, two);
    expect(entries.map(({ change }) => change)).toEqual(['purpose: changed, review it']);
    expect(notAccepted(await review(one, two, entries))).toEqual([]);
    expect(notAccepted(await review(one, three, entries))).toHaveLength(1);
  });

  it('counts only with the place and the text that the diff shows', async () => {
    const [entry] = await entriesFor(OLD, NEW);
    if (!entry) throw new Error('no change');
    for (const change of [{ at: 'Query.bill' }, { change: 'clerk: none → LAST4' }]) {
      const found = await review(OLD, NEW, [{ ...entry, ...change }]);
      expect([notAccepted(found).length, found.stale.length]).toEqual([1, 1]);
    }
  });

  it('can be a new element that a role sees, with strict', async () => {
    const before = viewedGraph({ a: 'type Query { a: Int }' });
    const after = viewedGraph({ a: 'type Query { a: Int b: Int }' });
    expect(await entriesFor(before, after)).toEqual([]);
    const entries = await entriesFor(before, after, true);
    expect(entries.map(({ change }) => change)).toEqual(['new: Query.b   seen by every caller']);
    expect(notAccepted(await review(before, after, entries, true))).toEqual([]);
  });
});

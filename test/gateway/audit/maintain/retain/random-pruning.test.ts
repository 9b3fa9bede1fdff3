import { describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import type { Category } from '../../../../../directives/spec.ts';
import { openLedger } from '../../../../../gateway/audit/append/open-ledger.ts';
import type { HoldScope } from '../../../../../gateway/audit/record/control/hold.ts';
import { parseLeaf } from '../../../../../gateway/audit/record/parse-leaf.ts';
import { yearsAfter } from '../../../../../gateway/audit/record/control/retention.ts';
import { placeHold } from '../../../../../gateway/audit/maintain/retain/change-hold.ts';
import { pruneLedger } from '../../../../../gateway/audit/maintain/retain/prune-ledger.ts';
import { unpackLeaves } from '../../../../../gateway/audit/tree/batch.ts';
import { verifyLedger } from '../../../../../gateway/audit/verify/verify-ledger.ts';
import { atDepth, casesAtDepth } from '../../../../support/depth.ts';
import { readBatches } from '../../read-leaves.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../../sample.ts';
import { DAY_MS } from '../../../../../gateway/platform/durations.ts';

jest.setTimeout(atDepth(180_000, 600_000));

const { numRuns, ...seeded } = casesAtDepth(4, 20);
const CASES = Number(process.env['PRUNING_CASES'] ?? numRuns);
const BEGIN = Date.parse('2015-01-01');
const NOW = Date.parse('2026-01-01');
const PATIENTS = ['p-0', 'p-1', 'p-2', 'p-3'];
const KINDS: readonly Category[] = ['DATE', 'GENETIC', 'DEVICE'];

/**
 * What is recorded, how many days after the one before, about which patient and with what in it: a tile spans a few
 * years, so that about half of them are old enough.
 */
const events = fc.array(
  fc.record({
    days: fc.oneof({ weight: 59, arbitrary: fc.constant(0) }, fc.integer({ min: -40, max: 400 })),
    patient: fc.constantFrom(...PATIENTS),
    category: fc.oneof(
      { weight: 199, arbitrary: fc.constant('DATE' as const) },
      fc.constantFrom(...KINDS),
    ),
  }),
  { minLength: 560, maxLength: 900, size: 'max' },
);

const time = fc.option(fc.integer({ min: BEGIN, max: NOW }));
const holds = fc.array(
  fc.record({ patient: fc.option(fc.constantFrom('p-9', 'p-3')), from: time, until: time }),
  { maxLength: 2 },
);
const years = fc.record({
  all: fc.integer({ min: 1, max: 8 }),
  genetic: fc.integer({ min: 1, max: 12 }),
});

/** Bodies by index, empty where they are gone. */
function bodiesOf(path: string): readonly Buffer[] {
  return readBatches(path).flatMap(({ leaves }) => unpackLeaves(leaves) ?? []);
}

describe('pruning a ledger of random records', () => {
  it("removes the content of exactly those tiles of 256 records that are all old enough and not on hold, except the ledger's own records", async () => {
    const tiles = { pruned: 0, kept: 0 };
    const { failed, seed, errorInstance } = await fc.check(
      fc.asyncProperty(events, holds, years, async (list, scopes, { all, genetic }) => {
        const directory = createDirectory();
        const retention = { years: all, categories: new Map([['GENETIC', genetic]] as const) };
        let now = BEGIN;
        const options = ledgerOptions(directory.path, { retention, now: () => now });
        const ledger = await openLedger(options);
        const [entry] = accessRecord(['x']).accesses;
        if (entry === undefined) throw new Error('The sample has no entry.');
        const appended = list.map(({ days, patient, category }) => {
          now += days * DAY_MS;
          const fields = [
            { name: 'f', categories: [category], view: 'full', subgraphs: [] },
          ] as const;
          const accesses = [{ ...entry, fields, objects: [[patient, 'r'] as const] }];
          return ledger.append(accessRecord([], { accesses }));
        });
        await Promise.all(appended);
        await ledger.close();
        const { location, keyPath, guardPath, path } = options;
        const tool = { location, keyPath, guardPath, version: '1', at: NOW };
        const clock = { anchors: [], witnesses: [], asOf: NOW };
        for (const scope of scopes) await placeHold({ ...tool, reason: 'Case' }, scope);

        const before = bodiesOf(path);
        await pruneLedger({ ...tool, ...clock }, () => undefined);
        const after = bodiesOf(path);
        const gone = expectedGone(before, scopes, retention);
        expect(firstDifference(before, after, gone)).toBeNull();
        for (let last = 255; last < gone.length; last += 256)
          tiles[gone[last] === true ? 'pruned' : 'kept'] += 1;
        const trust = { publicKey: ledger.publicKey, anchors: [], witnesses: [], guardPath };
        const { findings } = await verifyLedger({ location, ...trust });
        // Months pass between records, and a clock goes back.
        const others = findings.filter(({ code }) => code !== 'TIME_GAP' && code !== 'CLOCK');
        expect(others).toEqual([]);
        directory.remove();
      }),
      { ...seeded, numRuns: CASES, endOnFailure: true },
    );
    // The counterexample itself is hundreds of records.
    if (failed) throw new Error(`TEST_SEED=${seed} fails.`, { cause: errorInstance });
    // A run that prunes all tiles, or none, would show nothing.
    expect(Math.min(tiles.pruned, tiles.kept)).toBeGreaterThan(0);
  });
});

/** The first record that pruning should have left otherwise; null if there is none. */
function firstDifference(
  before: readonly Buffer[],
  after: readonly Buffer[],
  gone: readonly boolean[],
): string | null {
  for (const [index, body] of before.entries()) {
    const left = after[index];
    const state = left?.length === 0 ? 'pruned' : left?.equals(body) === true ? 'kept' : 'changed';
    const expected = gone[index] === true ? 'pruned' : 'kept';
    if (state !== expected) return `record ${index} is ${state}, expected ${expected}`;
  }
  return null;
}

/** The documented rule: a tile goes when every record in it is old enough and not held. */
function expectedGone(
  bodies: readonly Buffer[],
  scopes: readonly HoldScope[],
  retention: { readonly years: number; readonly categories: ReadonlyMap<'GENETIC', number> },
): boolean[] {
  const leaves = bodies.map((bytes) => {
    const leaf = parseLeaf(bytes);
    if (leaf === null || (!('patients' in leaf) && !leaf.kind.startsWith('log.')))
      throw new Error('A record does not read back.');
    return leaf;
  });
  const genetic = retention.categories.get('GENETIC') ?? 0;
  const shortest = Math.min(retention.years, genetic);
  let latest = -Infinity;
  const stays = leaves.map((leaf) => {
    latest = Math.max(latest, leaf.at);
    if (leaf.kind.startsWith('log.')) return yearsAfter(latest, shortest) > NOW;
    const isGenetic = JSON.stringify(leaf).includes('"GENETIC"');
    if (yearsAfter(latest, isGenetic ? genetic : retention.years) > NOW) return true;
    return scopes.some(
      ({ patient, from, until }) =>
        (patient === null || JSON.stringify(leaf).includes(`"${patient}"`)) &&
        leaf.at >= (from ?? leaf.at) &&
        leaf.at <= (until ?? leaf.at),
    );
  });
  return leaves.map((leaf, index) => {
    const start = index - (index % 256);
    const tile = stays.slice(start, start + 256);
    return tile.length === 256 && !tile.includes(true) && !leaf.kind.startsWith('log.');
  });
}

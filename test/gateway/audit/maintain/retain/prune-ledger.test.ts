import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { writeAsTool } from '../../../../../gateway/audit/append/write-as-tool.ts';
import { erasePatient } from '../../../../../gateway/audit/maintain/erase/erase-patient.ts';
import { exportLedger } from '../../../../../gateway/audit/export/export-ledger.ts';
import { writeProof } from '../../../../../gateway/audit/proof/proof-file.ts';
import { provePatient } from '../../../../../gateway/audit/proof/prove-patient.ts';
import { verifyProof } from '../../../../../gateway/audit/proof/verify-proof.ts';
import type { PlainLeaf } from '../../../../../gateway/audit/record/parse-leaf.ts';
import type { HoldScope } from '../../../../../gateway/audit/record/control/hold.ts';
import { parseLeaf } from '../../../../../gateway/audit/record/parse-leaf.ts';
import {
  pruneRecord,
  pruningIn,
  type Pruning,
} from '../../../../../gateway/audit/record/control/pruning.ts';
import { reportAccesses } from '../../../../support/reports/report-accesses.ts';
import {
  placeHold,
  releaseHold,
} from '../../../../../gateway/audit/maintain/retain/change-hold.ts';
import { listHolds } from '../../../../../gateway/audit/maintain/retain/list-holds.ts';
import {
  describePruning,
  planPruning,
  prunePlanned,
  pruneLedger,
  type PrunePlan,
} from '../../../../../gateway/audit/maintain/retain/prune-ledger.ts';
import type { ReadableLocation } from '../../../../../gateway/audit/store/ledger-location.ts';
import { openReader } from '../../../../../gateway/audit/store/open-reader.ts';
import { pruneLeaves, unpackLeaves } from '../../../../../gateway/audit/tree/batch.ts';
import type { VerifyThreads } from '../../../../../gateway/audit/verify/inspect-ahead.ts';
import { verifyLedger } from '../../../../../gateway/audit/verify/verify-ledger.ts';
import { accessRecord, createDirectory } from '../../sample.ts';
import { STORES } from '../../stores.ts';
import { INSPECTED } from '../../verify/inspected.ts';
import { createOldLedger, NOW, patients, type OldLedger } from './old-ledger.ts';
import { DAY_MS } from '../../../../../gateway/platform/durations.ts';
import { createEntry } from '../../../../../gateway/audit/append/write-entry.ts';

const quiet = () => undefined;
/** Later than every pruning here. */
const LATER = Date.parse('2040-01-01');

describe.each(STORES)('pruning old records from a ledger on $name', (store) => {
  let ledger: OldLedger;
  /** Tiles 0 and 1 are of 2017 and 2019 but for the last leaves of 1, which are of 2024, as what follows. */
  let years: OldLedger;
  let putBack: () => Promise<void>;
  const made: OldLedger[] = [];
  const create = async (options: Parameters<typeof createOldLedger>[1] = {}) => {
    const old = await createOldLedger(store, options);
    made.push(old);
    return old;
  };
  beforeAll(async () => {
    await store.start();
    years = await create();
    await years.write('2017-03-01', patients('a', 300));
    await years.write('2019-03-01', patients('b', 195));
    await years.write('2024-03-01', patients('c', 30));
    putBack = await years.save();
  });
  afterAll(async () => {
    for (const one of made) one.remove();
    await store.stop();
  });

  /** Takes a ledger that is not written yet. */
  async function takeEmpty() {
    ledger = await create();
  }

  /** Takes the ledger of three years as it was written. */
  async function takeYears() {
    await putBack();
    ledger = years;
  }

  const prune = () => pruneLedger(ledger.tool, quiet);
  const plan = (at = NOW) => planPruning({ ...ledger.tool, at }, quiet);

  async function verify(location: ReadableLocation = ledger.place.location, of = ledger) {
    const { publicKey, guardPath } = of;
    const options = { location, publicKey, anchors: [], witnesses: [], guardPath };
    const verifyBy = (threads?: VerifyThreads) => verifyLedger(options, threads, undefined, LATER);
    const alone = await verifyBy();
    // What is inspected ahead doesn't depend on the store.
    const inspected = store.name === 'SQLite' ? await verifyBy(INSPECTED) : alone;
    expect(inspected).toEqual(alone);
    return alone;
  }

  const unfinishedAt = async (location: ReadableLocation) =>
    (await verify(location)).findings.find(({ code }) => code === 'PRUNE_UNFINISHED')?.text;

  /** Result and findings without TIME_GAP: years without a writer do not matter for pruning. */
  async function verdict(of = ledger) {
    const { result, findings } = await verify(of.place.location, of);
    const lines = findings
      .filter(({ code }) => code !== 'TIME_GAP')
      .map(({ code, from, to }) => `${code} ${from}..${to}`);
    const isWell = lines.length === 0 && findings.length > 0;
    return [isWell ? 'PASS' : result, ...lines];
  }

  async function recordsOf(patient: string) {
    const shown: string[] = [];
    const rows = reportAccesses({
      location: ledger.place.location,
      by: { patient },
      since: null,
      until: null,
      onDamaged: (index) => shown.push(`damaged ${index}`),
      onPruned: (ranges) => shown.push(`pruned ${ranges.join(' ')}`),
    });
    for await (const { leaf } of rows) shown.push(String(leaf));
    return shown;
  }

  const hold = (scope: Partial<HoldScope>) =>
    placeHold(
      { ...ledger.tool, reason: 'Case 12' },
      { patient: null, from: null, until: null, ...scope },
    );

  /** Bodies by index; null for one that is gone. */
  async function bodies(): Promise<(PlainLeaf | null)[]> {
    const batches = await ledger.place.batches();
    return batches.flatMap(({ leaves }) =>
      (unpackLeaves(leaves) ?? []).map((bytes) => parseLeaf(bytes) as PlainLeaf | null),
    );
  }

  async function takeBody(index: number) {
    const batches = await ledger.place.batches();
    await ledger.place.replaceBatches(
      batches.map((batch) =>
        index >= batch.first && index < batch.size
          ? { ...batch, leaves: pruneLeaves(batch.leaves, new Set([index - batch.first])) }
          : batch,
      ),
    );
  }

  /** Records a pruning with this change, and removes no body. */
  async function announce(planned: PrunePlan, change: (honest: Pruning) => Partial<Pruning>) {
    const honest = { ...describePruning(planned, planned.tiles), earlier: [] };
    return writeAsTool('prune', ledger.tool, async ({ writer, start }) => {
      const record = pruneRecord({ ...honest, ...change(honest) }, NOW);
      const { first } = await writer.commit([start, createEntry(NOW, record)]);
      return first + 1;
    });
  }

  it("removes the content of tiles of 256 records older than six years, except the ledger's own records, and verification passes", async () => {
    await takeYears();
    const { by, dropped, plan: done } = await prune();
    expect(done.tiles.map(({ tile }) => tile)).toEqual([0]);
    const left = await bodies();
    // The ledger's own records stay.
    const first = left.slice(0, 256).flatMap((leaf) => leaf?.kind ?? []);
    expect(new Set(first)).toEqual(new Set(['log.key.enrolled', 'log.start', 'log.policy']));
    expect(dropped).toBe(256 - first.length);
    expect(left.slice(256).every((leaf) => leaf !== null)).toBe(true);
    expect(await verdict()).toEqual(['PASS']);
    expect(await verify()).toMatchObject({
      pruned: [{ by: by[0], ranges: [[0, 255]], leaves: dropped, retention: '6' }],
      covered: left.length - dropped,
    });
  });

  it('leaves reports that name the pruned range, and keeps earlier proofs, new proofs and exports valid', async () => {
    await takeYears();
    const location = ledger.place.location;
    const old = await provePatient({
      location,
      patient: 'a-3',
      since: null,
      until: null,
      onProgress: quiet,
    });
    const [gone] = await recordsOf('a-3');
    await prune();
    expect(gone).toMatch(/^\d+$/);
    expect(await recordsOf('a-3')).toEqual(['pruned 0,255']);
    const [index] = await recordsOf('c-7');
    expect(Number(index)).toBeGreaterThan(255);

    const { publicKey } = ledger;
    // A proof that was made before is as good as it was.
    const text = writeProof(old);
    expect(await verifyProof({ text, publicKey, location })).toMatchObject({ result: 'PASS' });
    const proof = await provePatient({
      location,
      patient: 'c-7',
      since: null,
      until: null,
      onProgress: quiet,
    });
    expect(proof.leaves).toHaveLength(1);
    expect(await verifyProof({ text: writeProof(proof), publicKey, location })).toMatchObject({
      result: 'PASS',
    });

    const target = createDirectory();
    const directory = join(target.path, 'export');
    await exportLedger({ location, directory, onProgress: quiet });
    const inStore = await verify();
    const exported = await verify({ kind: 'export', directory });
    expect(exported).toEqual(inStore);
    expect(exported.result).not.toBe('FAIL');
    target.remove();
  });

  it('keeps a tile of 256 records until the longest retention among them ends, and names the record with that retention', async () => {
    await takeEmpty();
    const genetic = accessRecord(['g']);
    const [entry] = genetic.accesses;
    if (entry === undefined) throw new Error('The sample has no entry.');
    const fields = [
      { name: 'variant', categories: ['GENETIC' as const], view: 'full' as const, subgraphs: [] },
    ];
    await ledger.write('2017-03-01', ['g'], {
      overrides: { accesses: [{ ...entry, fields }] },
      options: { retention: { years: 6, categories: new Map([['GENETIC', 10]]) } },
    });
    await ledger.write('2017-03-02', patients('a', 520), {
      options: { retention: { years: 6, categories: new Map([['GENETIC', 10]]) } },
    });
    const leaf = Number((await recordsOf('g'))[0]);
    const until = Date.parse('2027-03-01T00:00:01Z');
    const planned = await plan();
    expect(planned.keepers).toEqual([{ tile: 0, leaf, until, hold: null }]);
    expect(planned.tiles.map(({ tile }) => tile)).toEqual([1]);
    await prune();
    expect(await verdict()).toEqual(['PASS']);
    expect(await verify()).toMatchObject({
      pruned: [{ ranges: [[256, 511]], retention: '6 GENETIC=10' }],
    });
    expect((await plan(until)).tiles.map(({ tile }) => tile)).toEqual([0]);
  });

  it('is planned for a tile of 256 records from exactly six years after its last record, even one of February 29', async () => {
    await takeEmpty();
    await ledger.write('2020-02-29', patients('a', 300));
    const last = (await bodies())[255]?.at ?? 0;
    const due = new Date(last);
    due.setUTCFullYear(2026);
    expect((await plan(due.getTime() - 1)).tiles).toHaveLength(0);
    expect((await plan(due.getTime())).tiles).toHaveLength(1);
  });

  it('treats no record as older than the records before it, even if the clock went back', async () => {
    await takeEmpty();
    await ledger.write('2024-01-01', ['young']);
    await ledger.write('2017-01-01', patients('back', 300));
    const planned = await plan();
    expect(planned.tiles).toHaveLength(0);
    expect(planned.keepers).toMatchObject([{ tile: 0, hold: null }]);
  });

  it('changes nothing if no tile of 256 records is old enough', async () => {
    await takeEmpty();
    await ledger.write('2025-01-01', patients('a', 300));
    const before = await ledger.place.batches();
    expect(await prune()).toMatchObject({ by: [], dropped: 0 });
    expect(await ledger.place.batches()).toEqual(before);
  });

  it('can be repeated in later years, and the record of each pruning names the records of earlier prunings', async () => {
    await takeYears();
    const first = await prune();
    const at = NOW + 5 * 366 * DAY_MS;
    const second = await pruneLedger({ ...ledger.tool, at }, quiet);
    expect(second.plan.tiles.length).toBeGreaterThan(0);
    expect(await verdict()).toEqual(['PASS']);
    const { pruned } = await verify();
    expect(pruned.map(({ by }) => by)).toEqual([...first.by, ...second.by]);
    const names = (await bodies()).flatMap((leaf) =>
      leaf === null ? [] : (pruningIn(leaf) ?? []),
    );
    expect(names.at(-1)?.earlier).toEqual(first.by);
  });

  it('is refused with "does not verify" for a ledger with a changed record', async () => {
    await takeYears();
    const batches = await ledger.place.batches();
    const flipped = batches.map((batch, index) => {
      if (index !== 1) return batch;
      const leaves = Buffer.from(batch.leaves);
      leaves[20] = (leaves[20] ?? 0) ^ 1;
      return { ...batch, leaves };
    });
    await ledger.place.replaceBatches(flipped);
    await expect(prune()).rejects.toThrow('does not verify');
  });

  describe('legal holds', () => {
    it('are listed, and keep the tile with a record about their patient, until they are released; a second release is refused', async () => {
      await takeYears();
      const { id, records, leaf } = await hold({ patient: 'a-9' });
      expect(records).toBe(1);
      const kept = Number((await recordsOf('a-9'))[0]);
      expect((await plan()).keepers[0]).toEqual({ tile: 0, leaf: kept, until: null, hold: id });
      expect((await prune()).dropped).toBe(0);
      expect(await listHolds(ledger.place.location)).toEqual([
        { id, leaf, patient: 'a-9', from: null, until: null, reason: 'Case 12' },
      ]);

      await releaseHold({ ...ledger.tool, reason: 'Case closed' }, id);
      expect(await listHolds(ledger.place.location)).toEqual([]);
      expect((await prune()).dropped).toBeGreaterThan(200);
      expect(await verdict()).toEqual(['PASS']);
      await expect(releaseHold({ ...ledger.tool, reason: 'again' }, id)).rejects.toThrow(
        'No legal hold',
      );
    });

    it('keep the tile with records of their period until released; holds without matching records keep no tile', async () => {
      await takeYears();
      const from = Date.parse('2017-03-01T00:01:00Z');
      const { id } = await hold({ from, until: from + 1000 });
      expect((await plan()).keepers).toMatchObject([
        { tile: 0, hold: id },
        { tile: 1, hold: null },
      ]);
      await hold({ patient: 'nobody' });
      await hold({ patient: 'a-9', until: Date.parse('2017-01-01') });
      await releaseHold({ ...ledger.tool, reason: 'over' }, id);
      expect((await plan()).tiles.map(({ tile }) => tile)).toEqual([0]);
    });

    it('are stored without the plain id of their patient, and prevent the erasure of the patient until they are released', async () => {
      const committed = await create({ identity: 'committed' });
      await committed.write('2017-03-01', patients('a', 3));
      await placeHold(
        { ...committed.tool, reason: 'Case 12' },
        { patient: 'a-1', from: null, until: null },
      );
      const batches = await committed.place.batches();
      expect(batches.some(({ leaves }) => leaves.includes('"a-1"'))).toBe(false);
      const location = eraserOf(committed.tool.location);
      const erase = () =>
        erasePatient({ ...committed.tool, location, patient: 'a-1', reason: 'asked' });
      await expect(erase()).rejects.toThrow('legal hold');
      const [held] = await listHolds(committed.place.location);
      await releaseHold({ ...committed.tool, reason: 'over' }, held?.id ?? '');
      expect((await erase()).ids).toBeGreaterThan(0);
    });

    it('give the finding PRUNE_POLICY if a pruning of records that they keep is recorded', async () => {
      await takeYears();
      const planned = await plan();
      await hold({ patient: 'a-9' });
      const holds = (await listHolds(ledger.place.location)).map(({ id, leaf }) => `${id}@${leaf}`);
      const by = await announce(planned, () => ({ holds }));
      expect(await verdict()).toContain(`PRUNE_POLICY ${by}..${by}`);
    });

    it('stop a pruning that was planned before they were placed, so that it removes no record', async () => {
      await takeYears();
      const planned = await plan();
      await hold({ patient: 'a-9' });
      await expect(prunePlanned(ledger.tool, planned, quiet)).rejects.toThrow('meanwhile');
      expect((await bodies()).every((leaf) => leaf !== null)).toBe(true);
    });

    it('are recorded again by a pruning, with the tiles that they keep', async () => {
      await takeEmpty();
      await ledger.write('2017-03-01', patients('a', 300));
      const { id } = await hold({ patient: 'late' });
      // The hold was placed on 2026-06-01, and these records are later.
      await ledger.write('2026-06-02', ['late', ...patients('d', 260)]);
      const at = Date.parse('2033-01-01');
      await pruneLedger({ ...ledger.tool, at }, quiet);
      const placed = (await bodies()).flatMap((leaf) =>
        leaf?.kind === 'log.hold.placed' ? [leaf.details?.['tiles']] : [],
      );
      expect(placed).toEqual(['', '1']);
      const [listed] = await listHolds(ledger.place.location);
      expect(listed).toMatchObject({ id, patient: 'late' });
    });
  });

  describe('the verdict on a pruned ledger', () => {
    it('reports removed content without a record of a pruning as BODY_MISSING', async () => {
      await takeYears();
      await takeBody(17);
      expect(await verdict()).toEqual(['FAIL', 'BODY_MISSING 0..255']);
      expect(await recordsOf('a-3')).toContain('damaged 17');
    });

    it('reports removed content in a tile of fewer than 256 records as BODY_MISSING', async () => {
      await takeEmpty();
      await ledger.write('2017-03-01', patients('a', 20));
      await takeBody(10);
      expect(await verdict()).toEqual(['FAIL', 'BODY_MISSING 10..10']);
    });

    it('reports removed content of a record of the ledger itself, which a pruning keeps, as BODY_MISSING', async () => {
      await takeYears();
      await prune();
      // The policy that the first gateway started with stood among what stays.
      const kept = (await bodies()).findIndex((leaf) => leaf?.kind === 'log.policy');
      await takeBody(kept);
      expect(await verdict()).toEqual(['FAIL', 'BODY_MISSING 0..255']);
    });

    it('reports a hold that a pruning names but no record states as BODY_MISSING', async () => {
      await takeYears();
      const by = await announce(await plan(), () => ({
        holds: ['019a0000-0000-7000-8000-000000000000@5'],
      }));
      const found = await verdict();
      expect(found).toContain(`BODY_MISSING 0..${by}`);
      expect(found[0]).toBe('FAIL');
    });

    it.each<[string, (honest: Pruning) => Partial<Pruning>]>([
      [
        'its records are younger than it states',
        ({ latest }) => ({ latest: latest - 400 * DAY_MS }),
      ],
      ['it states that its last record is a day old', () => ({ latest: NOW - DAY_MS })],
      ['it covers records that do not exist yet', () => ({ ranges: [[0, 25_599]] })],
      [
        'it states a shorter retention than the ledger',
        () => ({ retention: { years: 1, categories: new Map() } }),
      ],
    ])('reports a pruning as PRUNE_POLICY if %s', async (_, change) => {
      await takeYears();
      const by = await announce(await plan(), change);
      expect(await verdict()).toContain(`PRUNE_POLICY ${by}..${by}`);
    });

    it('is INCOMPLETE with PRUNE_UNFINISHED after an interrupted pruning, and PASS once the pruning is run again', async () => {
      await takeYears();
      await announce(await plan(), () => ({}));
      expect(await verdict()).toEqual(['INCOMPLETE', 'PRUNE_UNFINISHED 0..255']);
      const { location } = ledger.place;
      const target = createDirectory();
      const directory = join(target.path, 'export');
      await exportLedger({ location, directory, onProgress: quiet });
      expect(await unfinishedAt(location)).toMatch(
        new RegExp(
          `are still there\\. Run: phi-gateway audit prune --db \\S*${location.kind === 'sqlite' ? 'audit\\.db' : 'postgres://'}`,
        ),
      );
      // An export cannot be pruned.
      expect(await unfinishedAt({ kind: 'export', directory })).toMatch(
        /are still there\. Finish the pruning of the exported ledger, then export it again\. Run: phi-gateway audit prune --db LEDGER$/,
      );
      target.remove();
      const { by, dropped, plan: again } = await prune();
      expect(again.unfinished).toEqual([0]);
      expect(by).toEqual([]);
      expect(dropped).toBeGreaterThan(200);
      expect(await verdict()).toEqual(['PASS']);
    });
  });

  it('removes the patient ids of pruned records too, and verification passes even after an earlier erasure', async () => {
    const committed = await create({ identity: 'committed' });
    await committed.write('2017-03-01', patients('a', 300));
    const location = eraserOf(committed.tool.location);
    await erasePatient({ ...committed.tool, location, at: NOW, patient: 'a-2', reason: 'asked' });
    const done = await pruneLedger({ ...committed.tool, at: NOW }, quiet);
    expect(done.dropped).toBeGreaterThan(200);
    const reader = await openReader(committed.place.location);
    const openings = await reader.identities(0, 255);
    await reader.close();
    expect(openings).toEqual([]);
    expect(await verdict(committed)).toEqual(['PASS']);
  });
});

/** The login that may erase, where the ledger is on a server. */
function eraserOf(location: OldLedger['tool']['location']): OldLedger['tool']['location'] {
  if (location.kind === 'sqlite') return location;
  return { ...location, server: { ...location.server, user: 'eraser' } };
}

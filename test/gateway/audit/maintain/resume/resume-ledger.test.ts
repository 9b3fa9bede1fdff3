import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { copyFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { rotateKey } from '../../../../../gateway/audit/maintain/rotate-key.ts';
import { exportLedger } from '../../../../../gateway/audit/export/export-ledger.ts';
import {
  createSigningKey,
  readSigningKey,
} from '../../../../../gateway/audit/store/files/signing-key.ts';
import { openLedger } from '../../../../../gateway/audit/append/open-ledger.ts';
import { writeProof } from '../../../../../gateway/audit/proof/proof-file.ts';
import { provePatient } from '../../../../../gateway/audit/proof/prove-patient.ts';
import { verifyProof } from '../../../../../gateway/audit/proof/verify-proof.ts';
import { fitsCommitment } from '../../../../../gateway/audit/record/opening.ts';
import { openReader } from '../../../../../gateway/audit/store/open-reader.ts';
import { readCheckpoint, signCheckpoint } from '../../../../../gateway/audit/tree/checkpoint.ts';
import { createSigner } from '../../../../../gateway/audit/tree/signed-note.ts';
import { verifyLedger } from '../../../../../gateway/audit/verify/verify-ledger.ts';
import { leavesOf } from '../../read-leaves.ts';
import { createDirectory, ledgerOptions } from '../../sample.ts';
import { STORES, type Place } from '../../stores.ts';
import { operate, ORIGIN } from './restored.ts';

describe.each(STORES)('resuming a restored ledger on $name', (store) => {
  let directory: ReturnType<typeof createDirectory>;
  let place: Place;
  let ledger: ReturnType<typeof operate>;
  let firstKey = '';
  /** Puts the ledger back as it was at 5 records. */
  let restore: () => Promise<void>;
  /** The ledger and its files with five records, and the guard after there were nine. */
  let first: () => Promise<void>;
  let keptFiles: readonly (readonly [path: string, bytes: Buffer])[];
  let guardOfNine = '';
  beforeAll(async () => {
    await store.start();
    directory = createDirectory();
    place = await store.place(directory.path);
    ledger = operate(directory.path, place);
    firstKey = await ledger.write(['p1']);
    first = await place.save();
    keptFiles = [ledger.keyPath, ledger.guardPath].map((path) => [path, readFileSync(path)]);
    await ledger.write(['lost']);
    guardOfNine = ledger.guard();
  });
  afterAll(async () => {
    directory.remove();
    await store.stop();
  });
  beforeEach(async () => {
    for (const name of readdirSync(directory.path))
      if (!name.includes('.saved-')) rmSync(join(directory.path, name), { recursive: true });
    await first();
    restore = first;
    for (const [path, bytes] of keptFiles) writeFileSync(path, bytes, { mode: 0o600 });
  });

  /** Five records, as restored after there were nine. */
  function lose() {
    writeFileSync(ledger.guardPath, guardOfNine);
  }

  const leaves = async () => leavesOf(await place.batches());

  /** Signs a checkpoint under any name with the ledger's own key. */
  function sign(origin: string, size: number, root = Buffer.alloc(32, 7)) {
    const key = readSigningKey(ledger.keyPath);
    if (key === null) throw new Error('The sample has no key.');
    const previousBatch = Buffer.alloc(32);
    return signCheckpoint({ origin, size, root, previousBatch }, createSigner(origin, key));
  }

  it('is required after ROLLBACK_DETECTED, gives the ledger a new name (ORIGIN/2), and lets the gateway write again', async () => {
    lose();
    const guard = ledger.guard();
    await expect(ledger.write([])).rejects.toThrow(
      /^ROLLBACK_DETECTED: the guard covers 9 records and the ledger holds 5\.\n.*audit resume/,
    );
    const resumed = await ledger.resume();
    const root = (await place.batches()).at(-2)?.root.toString('hex');
    const known = {
      origin: ORIGIN,
      size: 9,
      root: readCheckpoint(guard)?.checkpoint.root.toString('hex'),
    };
    expect(resumed).toMatchObject({
      origin: `${ORIGIN}/2`,
      otherKeys: [],
      loss: { restored: { origin: ORIGIN, size: 5, root }, known },
    });
    expect(resumed.publicKey.startsWith(`${ORIGIN}/2+`)).toBe(true);
    expect(resumed.publicKey.slice(-44)).toBe(firstKey.slice(-44));
    expect((await leaves()).slice(5).map(({ kind }) => kind)).toEqual([
      'log.incarnation',
      'log.key.enrolled',
      'log.start',
      'log.stop',
    ]);
    // One batch: a reader gets all of it or nothing.
    expect((await place.batches()).map(({ size }) => size).slice(-2)).toEqual([5, 9]);
    expect(readCheckpoint(ledger.guard())?.checkpoint).toMatchObject({
      origin: `${ORIGIN}/2`,
      size: 9,
    });
    expect(await ledger.write(['p2'])).toBe(resumed.publicKey);
    expect((await leaves()).slice(9).map(({ kind }) => kind)).toEqual([
      'log.start',
      'log.policy',
      'access',
      'log.stop',
    ]);
  });

  it('keeps the old guard file under a name that states its ledger and size, and does not overwrite a file that has this name', async () => {
    lose();
    const guard = ledger.guard();
    const taken = `${ledger.guardPath}.of-gateway.test-ledger-at-9`;
    writeFileSync(taken, 'something of mine');
    const { evidence } = await ledger.resume();
    expect(evidence).toBe(`${taken}-2`);
    expect(readFileSync(`${taken}-2`, 'utf8')).toBe(guard);
    expect(statSync(`${taken}-2`).mode & 0o777).toBe(0o600);
    expect(readFileSync(taken, 'utf8')).toBe('something of mine');
  });

  it('makes the verdict INCOMPLETE with RANGE_LOST, even against a checkpoint of lost records, and the first key verifies the other records', async () => {
    lose();
    const guard = ledger.guard();
    await ledger.resume();
    await ledger.write(['p2']);
    const { lines, resumptions, keys, origin, covered } = await ledger.verdict(firstKey);
    expect(lines).toEqual(['INCOMPLETE', 'RANGE_LOST 5..8']);
    expect([origin, covered]).toEqual([`${ORIGIN}/2`, 13]);
    expect(resumptions).toMatchObject([
      { record: 5, from: ORIGIN, to: `${ORIGIN}/2`, reached: 9, known: { size: 9 } },
    ]);
    expect(
      keys.map(({ source, validFrom, validUntil }) => [source, validFrom, validUntil]),
    ).toEqual([
      ['pinned', 0, 5],
      ['enrolled in the ledger', 5, null],
    ]);
    // An anchor of the lost records is not a rollback, and cannot be compared.
    const anchored = await ledger.verdict(firstKey, [guard]);
    expect(anchored.lines).toEqual(['INCOMPLETE', 'RANGE_LOST 5..8']);
    expect(anchored.anchors[0]).toMatchObject({ isLost: true, agrees: false, size: 9 });
    expect(anchored.caveats.join()).toContain(
      `The anchor at 9 records of ${ORIGIN} covers lost records`,
    );
    expect(anchored.asked).toBe(13);
    const lost = await ledger.verdict(null, [guard]);
    expect(lost.lines).toEqual(['INCOMPLETE', 'RANGE_LOST 5..8']);
  });

  it('stores the reason beside its record, which only commits to it, and verification reports OPENING_MISSING if the reason is removed', async () => {
    lose();
    await ledger.resume({ reason: 'Miller tripped over the cable' });
    const [leaf] = (await leaves()).slice(5);
    expect(JSON.stringify(leaf)).not.toContain('Miller');
    const reader = await openReader(place.location);
    const opening = await reader.findOpening(String(leaf?.details?.['reasonCommitment']));
    await reader.close();
    expect(opening && fitsCommitment(opening)).toBe(true);
    expect(opening?.text).toBe('Miller tripped over the cable');
    await place.execute(`DELETE FROM openings`);
    expect((await ledger.verdict(firstKey)).lines).toContain('OPENING_MISSING 5..5');
  });

  it('leaves an old checkpoint of the restored records valid, and makes one that contradicts them ANCHOR_INCONSISTENT', async () => {
    const held = ledger.guard();
    lose();
    await ledger.resume();
    expect((await ledger.verdict(firstKey, [held])).lines).toEqual([
      'INCOMPLETE',
      'RANGE_LOST 5..8',
    ]);
    expect((await ledger.verdict(firstKey, [sign(ORIGIN, 5)])).lines).toContain(
      'ANCHOR_INCONSISTENT 0..4',
    );
  });

  it('lets a larger old checkpoint widen RANGE_LOST; contradictory ones are ANCHOR_INCONSISTENT or EQUIVOCATION, and one of an unknown key CHECKPOINT_SIGNATURE', async () => {
    lose();
    await ledger.resume();
    expect((await ledger.verdict(firstKey, [sign(ORIGIN, 14)])).lines).toEqual([
      'INCOMPLETE',
      'RANGE_LOST 5..13',
    ]);
    expect((await ledger.verdict(firstKey, [sign(ORIGIN, 9)])).lines).toContain(
      'ANCHOR_INCONSISTENT 5..8',
    );
    const [one, other] = [sign(ORIGIN, 7), sign(ORIGIN, 7, Buffer.alloc(32, 8))];
    expect((await ledger.verdict(firstKey, [one, other])).lines).toContain('EQUIVOCATION 0..6');
    const stranger = createSigner(ORIGIN, createSigningKey(join(directory.path, 'stranger.key')));
    const head = {
      origin: ORIGIN,
      size: 14,
      root: Buffer.alloc(32),
      previousBatch: Buffer.alloc(32),
    };
    expect((await ledger.verdict(firstKey, [signCheckpoint(head, stranger)])).lines).toEqual([
      'FAIL',
      'CHECKPOINT_SIGNATURE 0..0',
      'RANGE_LOST 5..8',
    ]);
  });

  it('makes a checkpoint under the new name KEY_NOT_VALID_AT_SIZE if it is smaller than the ledger at its resumption', async () => {
    lose();
    await ledger.resume();
    expect((await ledger.verdict(firstKey, [sign(`${ORIGIN}/2`, 4)])).lines).toContain(
      'KEY_NOT_VALID_AT_SIZE 3..3',
    );
  });

  it('makes a gateway refuse to start with a checkpoint of the lost records (ROLLBACK_DETECTED)', async () => {
    lose();
    const checkpoint = ledger.guard();
    await ledger.resume();
    await expect(ledger.write([], { checkpoint })).rejects.toThrow(
      /^ROLLBACK_DETECTED: the checkpoint covers 9 .*\nGive a later checkpoint, or none\.$/,
    );
  });

  it('does not hide a later replacement by an older copy: a gateway refuses to start (ROLLBACK_DETECTED), and the verdict is FAIL with ROLLBACK', async () => {
    lose();
    await ledger.resume();
    await ledger.write(['p2']);
    await restore();
    await expect(ledger.write([])).rejects.toThrow(
      `ROLLBACK_DETECTED: the guard covers 13 records of ${ORIGIN}/2 and the ledger holds 5.`,
    );
    expect((await ledger.verdict(firstKey)).lines).toEqual(['FAIL', 'ROLLBACK 5..12']);
  });

  it('uses the next number in the new name (ORIGIN/3) if the record of an earlier resumption was lost', async () => {
    lose();
    await ledger.resume();
    await ledger.write(['p2']);
    const second = ledger.guard();
    await restore();
    expect(await ledger.resume()).toMatchObject({
      origin: `${ORIGIN}/3`,
      loss: { restored: { origin: ORIGIN, size: 5 }, known: { origin: `${ORIGIN}/2`, size: 13 } },
    });
    await ledger.write(['p3']);
    const { lines, anchors } = await ledger.verdict(firstKey, [second]);
    expect(lines).toEqual(['INCOMPLETE', 'RANGE_LOST 5..12']);
    expect(anchors[0]?.isLost).toBe(true);
  });

  it('is possible a second time, and each lost range is reported', async () => {
    lose();
    await ledger.resume();
    restore = await place.save();
    await ledger.write(['lost']);
    await restore();
    expect((await ledger.resume()).origin).toBe(`${ORIGIN}/3`);
    await ledger.write(['p3']);
    const { lines, resumptions } = await ledger.verdict(firstKey);
    expect(lines).toEqual(['INCOMPLETE', 'RANGE_LOST 5..8', 'RANGE_LOST 9..12']);
    expect(resumptions.map(({ to }) => to)).toEqual([`${ORIGIN}/2`, `${ORIGIN}/3`]);
  });

  it('is refused if the guard file is as old as the ledger, unless a given checkpoint shows how much was lost', async () => {
    const guard = ledger.guard();
    await ledger.write(['lost']);
    const sink = `${ledger.guard()}— a.witness AAAAAAAAAAAAAAAA\n`;
    await restore();
    writeFileSync(ledger.guardPath, guard);
    await expect(ledger.resume()).rejects.toThrow(/^The guard agrees with the ledger/);
    expect((await ledger.resume({ checkpoint: sink })).loss?.known?.size).toBe(9);
    expect((await ledger.verdict(firstKey)).lines).toEqual(['INCOMPLETE', 'RANGE_LOST 5..8']);
  });

  it('causes no TIME_GAP or outage for the time between the loss and the resumption', async () => {
    lose();
    // Longer than the heartbeat allows, and no later than clocks may differ.
    await ledger.resume({ at: Date.now() + 200_000 });
    const { lines, outages } = await ledger.verdict(firstKey);
    expect([lines, outages]).toEqual([['INCOMPLETE', 'RANGE_LOST 5..8'], []]);
  });

  it('without a guard file makes the verdict INCOMPLETE with RANGE_LOST, which says that the size of the loss is unknown', async () => {
    lose();
    rmSync(ledger.guardPath);
    const resumed = await ledger.resume();
    expect(resumed).toMatchObject({ origin: `${ORIGIN}/2`, evidence: null, loss: { known: null } });
    await ledger.write(['p2']);
    const { lines, findings, caveats } = await ledger.verdict(firstKey);
    expect(lines).toEqual(['INCOMPLETE', 'RANGE_LOST 5..5']);
    expect(findings[0]?.text).toContain('no checkpoint showed which records followed record 4');
    expect(caveats.join()).not.toContain('without its guard');
  });

  describe('interrupted before the guard file is replaced', () => {
    it('is completed by the next call, without a second record of a resumption', async () => {
      lose();
      const guard = ledger.guard();
      const { origin, evidence } = await ledger.resume();
      writeFileSync(ledger.guardPath, guard);
      await expect(ledger.write([])).rejects.toThrow(
        `ROLLBACK_DETECTED: the guard covers 9 records of ${ORIGIN}, and the ledger was resumed as ${ORIGIN}/2 without all of them.`,
      );
      expect(await ledger.resume()).toMatchObject({ origin, evidence, loss: null });
      expect((await leaves()).filter(({ kind }) => kind === 'log.incarnation')).toHaveLength(1);
      const guards = readdirSync(directory.path).filter((name) => name.includes('.guard'));
      expect(guards.toSorted()).toEqual(['audit.db.guard', basename(evidence ?? '')]);
      await ledger.write(['p2']);
      expect((await ledger.verdict(firstKey)).lines).toEqual(['INCOMPLETE', 'RANGE_LOST 5..8']);
    });

    it('is completed even without a guard file, and the caveats of later verdicts say that the guard file was missing', async () => {
      lose();
      rmSync(ledger.guardPath);
      const { origin } = await ledger.resume();
      rmSync(ledger.guardPath);
      expect(await ledger.resume()).toMatchObject({ origin, loss: null });
      const { lines, caveats } = await ledger.verdict(firstKey);
      expect(lines).toEqual(['INCOMPLETE', 'RANGE_LOST 5..5']);
      expect(caveats.join()).toContain('started without its guard at record 9:');
    });

    it('records the larger loss if the guard file shows one when the resumption is completed', async () => {
      lose();
      await ledger.resume();
      writeFileSync(ledger.guardPath, sign(ORIGIN, 14));
      await ledger.resume();
      expect((await ledger.verdict(firstKey)).lines).toEqual(['INCOMPLETE', 'RANGE_LOST 5..13']);
    });
  });

  describe('where it must not be resumed', () => {
    let before: unknown;
    async function refusal(overrides: Parameters<typeof ledger.resume>[0] = {}) {
      before = await place.batches();
      const message = await ledger.resume(overrides).then(
        () => 'It was resumed.',
        (error: unknown) => String(error),
      );
      expect(await place.batches()).toEqual(before);
      return message;
    }

    it('refuses to resume a ledger that has lost no record', async () => {
      await ledger.write(['p2']);
      expect(await refusal()).toContain('nothing is lost. Start the gateway.');
      const checkpoint = ledger.guard();
      rmSync(ledger.guardPath);
      expect(await refusal({ checkpoint })).toContain('phi-gateway serve --checkpoint FILE');
    });

    it('refuses to resume a ledger that is not an older copy but holds other records than the guard file or the given checkpoint covers', async () => {
      await ledger.write(['lost']);
      const guard = ledger.guard();
      await restore();
      rmSync(ledger.guardPath);
      const checkpoint = (await place.batches()).at(-1)?.note ?? null;
      await ledger.write(['p2', 'p3'], { checkpoint });
      writeFileSync(ledger.guardPath, guard);
      expect(await refusal()).toContain('The guard disagrees with the first 9 records');
      rmSync(ledger.guardPath);
      expect(await refusal({ checkpoint: guard })).toContain('--checkpoint disagrees');
    });

    it('refuses to resume with a guard file of another ledger, or one without a checkpoint', async () => {
      lose();
      writeFileSync(ledger.guardPath, sign('another', 9));
      expect(await refusal()).toContain('The guard is of the ledger another');
      writeFileSync(ledger.guardPath, 'nothing');
      expect(await refusal()).toContain('The guard is not a checkpoint');
      expect(readFileSync(ledger.guardPath, 'utf8')).toBe('nothing');
    });

    it('refuses to resume while another process is writing to the ledger', async () => {
      const { location } = place;
      const other = await openLedger(ledgerOptions(directory.path, { location }));
      expect(await refusal({ checkpoint: sign(ORIGIN, 40) })).toContain(
        'Another process writes the audit ledger',
      );
      await other.close();
    });

    it('refuses to resume without the key that signed the end of the ledger', async () => {
      lose();
      copyFileSync(ledger.keyPath, `${ledger.keyPath}.old`);
      rmSync(ledger.keyPath);
      expect(await refusal()).toContain('is missing. Restore it.');
      createSigningKey(ledger.keyPath);
      expect(await refusal()).toMatch(/not signed with its key|not enrolled/);
    });
  });

  describe('and writing to it afterwards', () => {
    beforeEach(async () => {
      lose();
      await ledger.resume();
      await ledger.write(['p1']);
    });

    it('does not prevent a rotation of the key, which adds no finding to the verdict', async () => {
      const { location } = place;
      const { keyPath, guardPath } = ledger;
      const rotated = await rotateKey({
        location,
        keyPath,
        guardPath,
        version: '1',
        at: Date.now(),
      });
      expect(rotated.enrolled.startsWith(`${ORIGIN}/2+`)).toBe(true);
      expect(await ledger.write(['p2'])).toBe(rotated.enrolled);
      expect((await ledger.verdict(firstKey)).lines).toEqual(['INCOMPLETE', 'RANGE_LOST 5..8']);
    });

    it('gives proofs with records from before and after the resumption, which the first key verifies and another key does not', async () => {
      const { location } = place;
      const subject = { patient: 'p1', since: null, until: null };
      const proof = await provePatient({ location, ...subject, onProgress: () => undefined });
      expect(proof.leaves.map(({ index }) => index)).toEqual([3, 11]);
      const text = writeProof(proof);
      expect(await verifyProof({ text, publicKey: firstKey, location })).toMatchObject({
        result: 'PASS',
        origin: `${ORIGIN}/2`,
      });
      const stranger = createSigner(ORIGIN, createSigningKey(join(directory.path, 'stranger.key')));
      const { vkey } = stranger.verifier;
      expect((await verifyProof({ text, publicKey: vkey, location })).result).toBe('FAIL');
    });

    it('gives an export of the ledger the verdict INCOMPLETE with RANGE_LOST', async () => {
      const { location } = place;
      const target = join(directory.path, 'export');
      await exportLedger({ location, directory: target, onProgress: () => undefined });
      const { result, findings } = await verifyLedger({
        location: { kind: 'export', directory: target },
        publicKey: firstKey,
        anchors: [],
        witnesses: [],
        guardPath: ledger.guardPath,
      });
      expect([result, ...findings.map(({ code }) => code)]).toEqual(['INCOMPLETE', 'RANGE_LOST']);
    });
  });
});

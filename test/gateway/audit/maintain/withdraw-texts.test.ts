import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeAsTool } from '../../../../gateway/audit/append/write-as-tool.ts';
import { exportLedger } from '../../../../gateway/audit/export/export-ledger.ts';
import { createSigningKey } from '../../../../gateway/audit/store/files/signing-key.ts';
import { withdrawTexts } from '../../../../gateway/audit/maintain/withdraw-texts.ts';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { commitTo } from '../../../../gateway/audit/record/opening.ts';
import {
  withdrawalRecords,
  withdrawalsIn,
} from '../../../../gateway/audit/record/control/withdrawal.ts';
import type { ReadableLocation } from '../../../../gateway/audit/store/ledger-location.ts';
import { openReader } from '../../../../gateway/audit/store/open-reader.ts';
import { createSigner } from '../../../../gateway/audit/tree/signed-note.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { createEntry } from '../../../../gateway/audit/append/write-entry.ts';
import { forgeBatch, throwawaySigner } from '../../../support/forge-batch.ts';
import { reportAccesses } from '../../../support/reports/report-accesses.ts';
import { accessRecord, breakGlassRecord, createDirectory, ledgerOptions } from '../sample.ts';
import { STORES, type Place } from '../stores.ts';
import { INSPECTED } from '../verify/inspected.ts';

const ORIGIN = 'gateway.test/ledger';
const ONE = commitTo('found unconscious', 'ab'.repeat(32));
const TWO = commitTo('fell from a ladder', 'cd'.repeat(32));
const REASON = commitTo('stored otherwise by an earlier version', 'ef'.repeat(32));
const onProgress = () => undefined;

describe.each(STORES)(
  'withdrawing stored texts that differ from their records in a ledger on $name',
  (store) => {
    const directory = createDirectory();
    const { path, guardPath } = ledgerOptions(directory.path);
    const isShared = store.name === 'PostgreSQL';
    const keyPath = isShared ? join(directory.path, 'officer.key') : `${path}.key`;
    const toolGuard = keyPath.replace(/key$/, 'guard');
    /** Index of the leaf that commits to ONE; TWO is committed to by the next, and the one before commits to nothing. */
    const first = isShared ? 5 : 4;
    let place: Place;
    let publicKey = '';
    let putBack: () => Promise<void>;

    beforeAll(async () => {
      await store.start();
      place = await store.place(directory.path);
      const enroll = isShared
        ? [createSigner(ORIGIN, createSigningKey(keyPath)).verifier.vkey]
        : [];
      const ledger = await openLedger(
        ledgerOptions(directory.path, { location: place.location, enroll }),
      );
      ({ publicKey } = ledger);
      await ledger.append(accessRecord(['p1']));
      await ledger.append(breakGlassRecord(ONE, 'p1'), ONE);
      await ledger.append(breakGlassRecord(TWO, 'p2'), TWO);
      await ledger.close();
      putBack = await place.save();
      copyFileSync(guardPath, `${guardPath}.saved`);
    });
    afterAll(async () => {
      await store.stop();
      directory.remove();
    });
    beforeEach(async () => {
      await putBack();
      copyFileSync(`${guardPath}.saved`, guardPath);
      if (toolGuard !== guardPath && existsSync(toolGuard)) copyFileSync(guardPath, toolGuard);
    });

    const tool = () => ({
      location: place.location,
      keyPath,
      guardPath: toolGuard,
      version: '1',
      at: Date.now(),
    });
    const withdraw = (reason = REASON.text) => withdrawTexts({ ...tool(), reason });
    /** Writes what any holder of a key can write, without the checks of the command. */
    const withdrawUnchecked = (leaves: readonly number[]) =>
      writeAsTool('append', tool(), async ({ writer, start }) => {
        const [record] = withdrawalRecords(leaves, REASON.commitment, Date.now());
        if (record === undefined) throw new Error('There is nothing to withdraw.');
        await writer.commit([start, createEntry(Date.now(), record, REASON)]);
      });
    const overwrite = async (commitment: string, text: string) => {
      const hex = Buffer.from(text).toString('hex');
      const value = isShared ? `decode('${hex}', 'hex')` : `CAST(x'${hex}' AS TEXT)`;
      await place.execute(`UPDATE openings SET text = ${value} WHERE commitment = '${commitment}'`);
    };
    const storedText = async (commitment: string) => {
      const reader = await openReader(place.location);
      const opening = await reader.findOpening(commitment);
      await reader.close();
      return opening?.text;
    };
    async function verify(location: ReadableLocation = place.location) {
      const anchors: readonly string[] = [];
      const options = { location, publicKey, anchors, witnesses: [], guardPath };
      const { result, withdrawn, findings } = await verifyLedger(options);
      const codes = findings.map(({ code, from }) => `${code} ${from}`);
      return { result, withdrawn, codes };
    }

    it('makes the ledger and its export pass verification, with a verdict that names the withdrawal, and the report shows the reason as "(changed)"', async () => {
      await overwrite(ONE.commitment, 'found \ufffd\ufffd\ufffd');
      expect(await verify()).toMatchObject({
        result: 'FAIL',
        codes: [`OPENING_MISMATCH ${first}`],
      });
      const result = await withdraw();
      expect(result.withdrawn).toEqual([first]);
      expect(await verify()).toEqual({
        result: 'PASS',
        codes: [],
        withdrawn: [{ by: result.leaf, leaves: [first] }],
      });
      const options = {
        location: place.location,
        publicKey,
        anchors: [],
        witnesses: [],
        guardPath,
      };
      expect((await verifyLedger(options, INSPECTED)).withdrawn).toHaveLength(1);
      expect(await storedText(ONE.commitment)).toBe('found \ufffd\ufffd\ufffd');
      await expect(withdraw()).rejects.toThrow(/there is nothing to withdraw/);
      const reasons: (string | null | undefined)[] = [];
      const rows = reportAccesses({
        location: place.location,
        by: { breakGlass: true },
        since: null,
        until: null,
        onDamaged: onProgress,
        onPruned: onProgress,
      });
      for await (const { breakGlass } of rows) reasons.push(breakGlass?.reason);
      expect(reasons).toEqual(['(changed)', TWO.text]);
      const exported = join(directory.path, 'export');
      await exportLedger({ location: place.location, directory: exported, onProgress });
      expect(await verify({ kind: 'export', directory: exported })).toMatchObject({
        result: 'PASS',
        withdrawn: [{ leaves: [first] }],
      });
    });

    it('has no effect if no key of the ledger signed the batch with the withdrawal: the changed text stays OPENING_MISMATCH', async () => {
      await overwrite(ONE.commitment, 'never mind');
      const forged = withdrawalRecords([first], REASON.commitment, Date.now());
      await forgeBatch(place, forged, throwawaySigner(ORIGIN));
      const { withdrawn, codes } = await verify();
      expect(withdrawn).toEqual([]);
      expect(codes).toContain(`OPENING_MISMATCH ${first}`);
    });

    it('is refused if all texts match their records, and reported as WITHDRAWAL_UNFOUNDED if recorded nevertheless', async () => {
      await expect(withdraw()).rejects.toThrow(/there is nothing to withdraw/);
      await withdrawUnchecked([first, first - 1]);
      expect(await verify()).toMatchObject({
        result: 'FAIL',
        withdrawn: [],
        codes: [`WITHDRAWAL_UNFOUNDED ${first - 1}`, `WITHDRAWAL_UNFOUNDED ${first}`],
      });
    });

    it('is reported as WITHDRAWAL_UNFOUNDED if the text matches its record again, and the text as OPENING_MISSING if it is removed', async () => {
      await overwrite(TWO.commitment, 'fell');
      await withdraw();
      await overwrite(TWO.commitment, TWO.text);
      expect((await verify()).codes).toEqual([`WITHDRAWAL_UNFOUNDED ${first + 1}`]);
      await place.execute(`DELETE FROM openings WHERE commitment = '${TWO.commitment}'`);
      expect((await verify()).codes).toEqual([`OPENING_MISSING ${first + 1}`]);
    });

    it('has no effect for a record that does not exist yet: a changed text of another record stays OPENING_MISMATCH', async () => {
      await withdrawUnchecked([200]);
      await overwrite(ONE.commitment, 'found');
      expect((await verify()).codes).toEqual([`OPENING_MISMATCH ${first}`]);
    });

    it('is refused and records nothing if the reason has a text direction character (TEXT_NOT_RECORDABLE) or the ledger is damaged', async () => {
      await overwrite(ONE.commitment, 'found');
      await expect(withdraw('\u202ebecause')).rejects.toMatchObject({
        code: 'TEXT_NOT_RECORDABLE',
      });
      const batches = await place.batches();
      await place.replaceBatches(
        batches.map((batch) => {
          const leaves = Buffer.from(batch.leaves);
          leaves[40] = (leaves[40] ?? 0) ^ 1;
          return batch.first === first - 1 ? { ...batch, leaves } : batch;
        }),
      );
      await expect(withdraw()).rejects.toThrow(/is damaged at record/);
      expect(await place.batches()).toHaveLength(batches.length);
    });
  },
);

describe('records of withdrawn texts', () => {
  it('name all 20,000 withdrawn texts, split over several records whose lists are shorter than 49 KiB', () => {
    const leaves = Array.from({ length: 20_000 }, (_, index) => 1_000_000 + index);
    const records = withdrawalRecords(leaves, REASON.commitment, 1);
    expect(records.length).toBeGreaterThan(2);
    expect(records.flatMap(withdrawalsIn)).toEqual(leaves);
    for (const { details } of records)
      expect(String(details?.['leaves']).length).toBeLessThan(49 * 1024);
  });

  it.each(['', '1,2', ' 1', '-1', '1 x', '9'.repeat(16)])(
    'withdraw nothing if their list is malformed: %j',
    (leaves) => {
      expect(withdrawalsIn({ kind: 'log.withdraw', details: { leaves } })).toEqual([]);
    },
  );
});

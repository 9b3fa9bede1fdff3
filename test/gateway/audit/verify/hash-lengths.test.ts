import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { exportLedger } from '../../../../gateway/audit/export/export-ledger.ts';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { provePatient } from '../../../../gateway/audit/proof/prove-patient.ts';
import { openReader } from '../../../../gateway/audit/store/open-reader.ts';
import type { Batch } from '../../../../gateway/audit/tree/batch.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../sample.ts';
import { STORES, type Place } from '../stores.ts';

const onProgress = () => undefined;
const longer = (bytes: number) => (hashes: Buffer) => Buffer.concat([hashes, randomBytes(bytes)]);
const cut = (bytes: number) => (hashes: Buffer) => hashes.subarray(0, hashes.length - bytes);

describe.each(STORES)('stored hashes of the wrong length in a ledger on $name', (store) => {
  const directory = createDirectory();
  let place: Place;
  let publicKey = '';
  let untouched: readonly Batch[];
  beforeAll(async () => {
    await store.start();
    place = await store.place(directory.path);
    const ledger = await openLedger(ledgerOptions(directory.path, { location: place.location }));
    ({ publicKey } = ledger);
    await ledger.append(accessRecord(['p1']));
    await Promise.all(['p2', 'p3', 'p4'].map((id) => ledger.append(accessRecord([id]))));
    await ledger.close();
    untouched = await place.batches();
  });
  afterAll(async () => {
    await store.stop();
    directory.remove();
  });
  beforeEach(() => place.replaceBatches(untouched));

  const verify = async () => {
    const { guardPath } = ledgerOptions(directory.path);
    const { location } = place;
    return verifyLedger({ location, publicKey, anchors: [], witnesses: [], guardPath });
  };
  const change = (from: number, edit: (batch: Batch) => Partial<Batch>) =>
    place.replaceBatches(
      untouched.map((batch, at) =>
        at === (from + untouched.length) % untouched.length ? { ...batch, ...edit(batch) } : batch,
      ),
    );

  it.each([
    ['one byte too many', longer(1)],
    ['31 bytes too many', longer(31)],
    ['one hash too many', longer(32)],
    ['one byte missing', cut(1)],
    ['one hash missing', cut(32)],
  ])(
    'are reported as BATCH_COUNT in the last batch and in an earlier batch with %s',
    async (_, edit) => {
      for (const at of [-1, 1]) {
        await change(at, ({ hashes }) => ({ hashes: edit(hashes) }));
        const { result, findings } = await verify();
        const first = untouched.at(at)?.first;
        expect([at, result, findings[0]?.code, findings[0]?.from]).toEqual([
          at,
          'FAIL',
          'BATCH_COUNT',
          first,
        ]);
      }
    },
  );

  it.each([0, 31, 33])(
    'are reported as BATCH_COUNT if the root of the last batch has %s bytes',
    async (bytes) => {
      await change(-1, ({ root }) => ({ root: Buffer.concat([root, root]).subarray(0, bytes) }));
      const { result, findings } = await verify();
      expect([result, findings[0]?.code]).toEqual(['FAIL', 'BATCH_COUNT']);
    },
  );

  it('make proofs and exports of the ledger fail, and a read of the batch return null', async () => {
    await change(-1, ({ hashes }) => ({ hashes: longer(5)(hashes) }));
    const { location } = place;
    const proof = provePatient({ location, patient: 'p1', since: null, until: null, onProgress });
    await expect(proof).rejects.toThrow(/is damaged at record/);
    const exported = exportLedger({ location, directory: join(directory.path, 'out'), onProgress });
    await expect(exported).rejects.toThrow(/audit verify/);
    const reader = await openReader(location);
    const last = untouched.at(-1)?.first ?? 0;
    expect(await reader.batchAt(last)).toEqual({ first: last, batch: null });
    await reader.close();
  });
});

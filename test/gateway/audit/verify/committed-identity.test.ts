import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { controlRecord } from '../../../../gateway/audit/record/control/control-record.ts';
import { clearOpenings, packOpening } from '../../../../gateway/audit/record/identity-openings.ts';
import { openReader } from '../../../../gateway/audit/store/open-reader.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../sample.ts';
import { STORES, type Place } from '../stores.ts';
import { INSPECTED } from './inspected.ts';

describe.each(STORES)(
  'the verdict on a ledger on $name with patient ids stored as commitments',
  (store) => {
    const directory = createDirectory();
    let place: Place;
    let publicKey = '';
    let restore: () => Promise<void>;

    /** Leaves 3 and 4 are about p1 and p2; leaf 5 says that p1 was erased from 3. */
    beforeAll(async () => {
      await store.start();
      place = await store.place(directory.path);
      const options = ledgerOptions(directory.path, {
        location: place.location,
        identity: 'committed',
      });
      const ledger = await openLedger(options);
      ({ publicKey } = ledger);
      await ledger.append(accessRecord(['p1', 'p2']));
      await ledger.append(accessRecord(['p2', 'p1']));
      const details = { entries: '3:0 6:0 nonsense', reasonCommitment: null };
      await ledger.append(controlRecord('log.erase', 1, details));
      await ledger.append(accessRecord(['p4']));
      await ledger.close();
      await replace(3, (openings) => clearOpenings(openings, new Set([0])));
      restore = await place.save();
    });
    afterEach(() => restore());
    afterAll(async () => {
      await store.stop();
      directory.remove();
    });

    async function stored(leaf: number): Promise<Buffer> {
      const reader = await openReader(place.location);
      const [row] = await reader.identities(leaf, leaf);
      await reader.close();
      return row?.openings ?? Buffer.alloc(0);
    }

    async function replace(leaf: number, change: (openings: Buffer) => Buffer) {
      const literal = change(await stored(leaf)).toString('hex');
      const hex = store.name === 'SQLite' ? `x'${literal}'` : `decode('${literal}', 'hex')`;
      await place.execute(`UPDATE identities SET openings = ${hex} WHERE leaf = ${leaf}`);
    }

    async function verdict() {
      const { guardPath } = ledgerOptions(directory.path);
      const options = {
        location: place.location,
        publicKey,
        anchors: [],
        witnesses: [],
        guardPath,
      };
      const whole = await verifyLedger(options);
      // Threads lead to the same verdict. They get what follows the first commitment.
      expect(await verifyLedger(options, { ...INSPECTED, bytesWithoutThreads: 5000 })).toEqual(
        whole,
      );
      const { result, findings, erased } = whole;
      return {
        result,
        erased,
        found: findings.map(({ code, from, to }) => `${code} ${from}..${to}`),
      };
    }

    const erased = [{ by: 5, entries: 1 }];

    it('is PASS and lists the erased ids if ids and erasures are as recorded', async () => {
      expect(await verdict()).toEqual({ result: 'PASS', erased, found: [] });
    });

    it('is FAIL with IDENTITY_COMMITMENT if the two stored ids of a record are swapped', async () => {
      const whole = await stored(4);
      const half = whole.length / 2;
      const swapped = Buffer.concat([whole.subarray(half), whole.subarray(0, half)]);
      await replace(4, () => swapped);
      expect(await verdict()).toEqual({
        result: 'FAIL',
        erased,
        found: ['IDENTITY_COMMITMENT 4..4'],
      });
    });

    it.each([
      [
        'ids of which one is changed',
        (openings: Buffer) =>
          Buffer.from(openings.toString('latin1').replaceAll('p2', 'p3'), 'latin1'),
      ],
      [
        'ids of which one has another salt',
        (openings: Buffer) => openings.map((byte, at) => (at === 2 ? byte ^ 1 : byte)),
      ],
      [
        'ids in another order and with other salts',
        () =>
          Buffer.concat([
            packOpening(Buffer.alloc(16), Buffer.from('["p1","p1"]')),
            packOpening(Buffer.alloc(16), Buffer.from('["p2","p2"]')),
          ]),
      ],
      [
        'entries of which one is not a pair of ids',
        (openings: Buffer) =>
          Buffer.from(openings.toString('latin1').replaceAll('["p2"', '{"p2"'), 'latin1'),
      ],
      [
        'more entries than the record has commitments',
        (openings: Buffer) => Buffer.concat([openings, openings]),
      ],
    ])(
      'has the finding IDENTITY_COMMITMENT if the stored ids of a record are replaced by %s',
      async (_, change) => {
        await replace(4, (openings) => Buffer.from(change(openings)));
        expect((await verdict()).found).toEqual(['IDENTITY_COMMITMENT 4..4']);
      },
    );

    it.each([
      ['a row of ids is deleted', () => place.execute('DELETE FROM identities WHERE leaf = 4')],
      [
        'a row of ids is cut off',
        () => replace(4, (openings) => openings.subarray(0, openings.length / 2)),
      ],
      [
        'the lengths in a row of ids are wrong',
        () => replace(4, (openings) => openings.subarray(1)),
      ],
      ['an id looks erased', () => replace(4, (openings) => clearOpenings(openings, new Set([1])))],
    ])('is FAIL with OPENING_MISSING if %s and no record states an erasure', async (_, change) => {
      await change();
      expect(await verdict()).toEqual({ result: 'FAIL', erased, found: ['OPENING_MISSING 4..4'] });
    });

    it('has the finding OPENING_MISSING if more ids are erased than the record of the erasure states', async () => {
      await replace(3, (openings) => clearOpenings(openings, new Set([0, 1])));
      expect((await verdict()).found).toEqual(['OPENING_MISSING 3..3']);
    });

    it('has the findings IDENTITY_COMMITMENT and ERASURE_UNDONE if an erased id is put back with another salt', async () => {
      await replace(3, (openings) => {
        const back = packOpening(Buffer.alloc(16), Buffer.from('["p1","p1"]'));
        return Buffer.concat([back, openings.subarray(2)]);
      });
      expect((await verdict()).found).toEqual(['IDENTITY_COMMITMENT 3..3', 'ERASURE_UNDONE 3..3']);
    });

    it('has the finding OPENING_MISSING if a row of ids is deleted and the recorded erasure covers only a part', async () => {
      await place.execute('DELETE FROM identities WHERE leaf = 3');
      expect((await verdict()).found).toEqual(['OPENING_MISSING 3..3']);
    });

    it('has the finding OPENING_MISSING if an id is erased in a record later than the record of the erasure', async () => {
      await replace(6, (openings) => clearOpenings(openings, new Set([0])));
      expect((await verdict()).found).toEqual(['OPENING_MISSING 6..6']);
    });
  },
);

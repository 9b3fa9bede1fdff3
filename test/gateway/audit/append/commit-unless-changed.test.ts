import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { controlRecord } from '../../../../gateway/audit/record/control/control-record.ts';
import { commitTo } from '../../../../gateway/audit/record/opening.ts';
import { createSigningKey } from '../../../../gateway/audit/store/files/signing-key.ts';
import type { Ledger } from '../../../../gateway/audit/append/ledger.ts';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { createSigner } from '../../../../gateway/audit/tree/signed-note.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { atDepth } from '../../../support/depth.ts';
import { leavesOf } from '../read-leaves.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../sample.ts';
import { STORES, type Place } from '../stores.ts';

/** A review of a case, with a note of its own. */
function reviewOf(id: string) {
  const opening = commitTo('Fine.', randomBytes(32).toString('hex'));
  const details = { case: id, verdict: 'APPROPRIATE', reasonCommitment: opening.commitment };
  return { record: controlRecord('review', 0, details), opening };
}

const append = (writer: Ledger, id: string, from: number) => {
  const { record, opening } = reviewOf(id);
  return writer.appendUnlessChanged(record, opening, {
    kind: 'review',
    subject: id,
    from,
  });
};

describe.each(STORES)(
  'recording a review of a surveillance case only if no other came first, on $name',
  (store) => {
    const directory = createDirectory();
    let place: Place;
    let writers: readonly Ledger[] = [];
    beforeAll(async () => {
      await store.start();
      place = await store.place(directory.path);
      const folder = (name: string) => {
        const path = join(directory.path, name);
        mkdirSync(path, { recursive: true });
        return path;
      };
      const options = (name: string) => ledgerOptions(folder(name), { location: place.location });
      if (store.name === 'SQLite') {
        writers = [await openLedger(options('first'))];
        return;
      }
      const { keyPath, origin } = options('second');
      const { vkey } = createSigner(origin, createSigningKey(keyPath)).verifier;
      const first = await openLedger({ ...options('first'), enroll: [vkey] });
      const checkpoint = options('first').guardPath;
      const second = await openLedger({
        ...options('second'),
        checkpoint: readFileSync(checkpoint, 'utf8'),
      });
      writers = [first, second];
    });
    afterAll(async () => {
      for (const writer of writers) await writer.close();
      await store.stop();
      directory.remove();
    });

    const writerAt = (number: number) => {
      const writer = writers[number % writers.length];
      if (writer === undefined) throw new Error('no writer');
      return writer;
    };
    const reviewsOnLedger = async (id: string) =>
      leavesOf(await place.batches()).filter(
        ({ kind, details }) => kind === 'review' && details?.['case'] === id,
      );

    it('records exactly one of six simultaneous reviews of a case, and the other five return the position of its record', async () => {
      for (let round = 0; round < atDepth(5, 200); round += 1) {
        const id = `${round}-0`;
        const from = writerAt(0).head().size;
        const tries = await Promise.all(
          Array.from({ length: 6 }, async (_, number) => {
            const other = writerAt(number).append(accessRecord([`p${number}`]));
            const tried = await append(writerAt(number), id, from);
            await other;
            return tried;
          }),
        );
        const [written, ...others] = tries.filter(({ isAppended }) => isAppended);
        const [leaf] = tries.flatMap((tried) => (tried.isAppended ? [tried.first] : []));
        expect(written).toBeDefined();
        expect(others).toEqual([]);
        expect(tries.flatMap((tried) => (tried.isAppended ? [] : [tried.changedBy]))).toEqual(
          Array.from({ length: 5 }, () => leaf),
        );
        expect(await reviewsOnLedger(id)).toHaveLength(1);
      }
    });

    it('accepts a review if the earlier review is of another case, was seen by the author or is unreleased, and otherwise returns the position of the earlier review', async () => {
      const first = await append(writerAt(0), '1000-0', 0);
      const seen = first.isAppended ? first.first + first.count : 0;
      expect(await append(writerAt(1), '1001-0', 0)).toMatchObject({ isAppended: true });
      const second = await append(writerAt(1), '1000-0', seen);
      expect(second).toMatchObject({ isAppended: true });
      const at = second.isAppended ? second.first : 0;
      expect(await append(writerAt(0), '1000-0', seen)).toEqual({
        isAppended: false,
        changedBy: at,
      });
      await writerAt(0).append(controlRecord('unreleased', 0, { first: at, count: 1 }));
      expect(await append(writerAt(1), '1000-0', seen)).toMatchObject({ isAppended: true });
    });

    it('leaves every gateway ready and the ledger able to accept records and pass verification', async () => {
      await writerAt(0).append(accessRecord(['p1']));
      expect(writers.map((writer) => writer.ready())).toEqual(writers.map(() => true));
      for (const writer of writers) await writer.close();
      const verdict = await verifyLedger({
        location: place.location,
        publicKey: null,
        anchors: [],
        witnesses: [],
        guardPath: join(directory.path, 'first', 'audit.db.guard'),
      });
      const faults = verdict.findings.filter(({ code }) => code !== 'TIME_GAP');
      expect([faults, verdict.result]).toEqual([[], 'PASS']);
    });
  },
);

import { eventId } from '../../../../../gateway/reports/catalog/event-id.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { openLedger } from '../../../../../gateway/audit/append/open-ledger.ts';
import { controlRecord } from '../../../../../gateway/audit/record/control/control-record.ts';
import { commitTo } from '../../../../../gateway/audit/record/opening.ts';
import { openReader } from '../../../../../gateway/audit/store/open-reader.ts';
import { readUnindexedReviews } from '../../../../../gateway/reports/surveillance/reviews/read-unindexed-reviews.ts';
import { forgeBatch, throwawaySigner } from '../../../../support/forge-batch.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../../../audit/sample.ts';
import { STORES } from '../../../audit/stores.ts';

/** A review of the case 3-0. */
function reviewBy(subject: string, verdict: string) {
  const opening = commitTo(`Said by ${subject}.`, randomBytes(32).toString('hex'));
  const { actor } = accessRecord([]);
  const record = {
    ...controlRecord('review', 0, {
      case: '3-0',
      subject: 'physician-7',
      issuer: 'https://idp.test',
      day: '2026-01-01',
      rules: 'BREAK_GLASS',
      verdict,
      covers: 3,
      events: 1,
      reasonCommitment: opening.commitment,
    }),
    actor: actor && { ...actor, subject },
  };
  return { record, opening };
}

const FOUND = {
  place: { concerns: 'record', event: eventId(3, 0) },
  patient: 'p1',
} as const;

describe.each(STORES)('reviews of a case that the index has not read yet, on $name', (store) => {
  const directory = createDirectory();
  beforeAll(() => store.start());
  afterAll(async () => {
    await store.stop();
    directory.remove();
  });

  it('are read newest first from the given record on, with their notes, and without those in a batch that no key of the ledger signed', async () => {
    const place = await store.place(directory.path);
    const options = ledgerOptions(directory.path, { location: place.location });
    const ledger = await openLedger(options);
    await ledger.append(accessRecord(['p1']));
    const [closed, reopened] = [reviewBy('olga', 'APPROPRIATE'), reviewBy('otto', 'REOPENED')];
    await ledger.append(closed.record, closed.opening);
    await ledger.append(accessRecord(['p2']));
    await ledger.append(reopened.record, reopened.opening);
    const { size } = ledger.head();
    await ledger.close();
    const read = async (from: number) => {
      const reader = await openReader(place.location);
      try {
        return await readUnindexedReviews(reader, { found: FOUND, from });
      } finally {
        await reader.close();
      }
    };
    const olga = { leaf: 4, reviewer: 'olga', verdict: 'APPROPRIATE', note: 'Said by olga.' };
    const otto = { leaf: 6, reviewer: 'otto', verdict: 'REOPENED', note: 'Said by otto.' };
    expect((await read(0)).reviews).toMatchObject([otto, olga]);
    expect((await read(5)).reviews).toMatchObject([otto]);
    expect(await read(size)).toMatchObject({ reviews: [], size: size + 1 });

    await forgeBatch(
      place,
      [reviewBy('mallory', 'VIOLATION').record],
      throwawaySigner(options.origin),
    );
    const after = await read(0);
    expect(after.reviews).toMatchObject([otto, olga]);
    expect(after.reviews).toHaveLength(2);
  });
});

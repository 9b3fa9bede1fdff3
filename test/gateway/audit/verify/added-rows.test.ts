import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { packOpening } from '../../../../gateway/audit/record/identity-openings.ts';
import { commitTo } from '../../../../gateway/audit/record/opening.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { createDirectory } from '../sample.ts';
import { STORES } from '../stores.ts';
import { everythingReported } from './everything-reported.ts';
import { writeRichLedger, type RichLedger } from './rich-ledger.ts';

describe.each(STORES)('a row that an attacker adds to a ledger on $name', (store) => {
  const directory = createDirectory();
  let ledger: RichLedger;
  let reported: string;

  beforeAll(async () => {
    await store.start();
    ledger = await writeRichLedger(store, directory.path);
    reported = await everythingReported(ledger.place.location);
  });
  afterAll(async () => {
    await store.stop();
    directory.remove();
  });

  const bytes = (value: Buffer) => {
    const hex = value.toString('hex');
    return store.name === 'SQLite' ? `x'${hex}'` : `decode('${hex}', 'hex')`;
  };

  /** Whether a verification passes, and whether everything that is reported is as it was. */
  async function look() {
    const { publicKey, anchors, place } = ledger;
    const trust = { publicKey, anchors, witnesses: [], guardPath: null };
    const { result } = await verifyLedger({ location: place.location, ...trust });
    if (result === 'FAIL') return 'is found';
    const isSame = (await everythingReported(place.location)) === reported;
    return `passes and ${isSame ? 'changes no' : 'changes a'} report`;
  }

  it.each(['before the first record', 'beside a start record', 'after the last record'])(
    'with patient ids %s changes no report unless verification fails',
    async (where) => {
      const { place } = ledger;
      const size = (await place.batches()).at(-1)?.size ?? 0;
      const leaf = { before: -1, beside: 1, after: size }[where.split(' ')[0] ?? ''];
      const ids = bytes(packOpening(Buffer.alloc(16), Buffer.from('["p9","p9"]')));
      await place.execute(`INSERT INTO identities VALUES (${leaf}, ${ids})`);
      expect(await look()).not.toContain('changes a');
      await place.execute(`DELETE FROM identities WHERE leaf = ${leaf}`);
    },
  );

  it('with a text that no record commits to changes no report unless verification fails', async () => {
    const { commitment, salt, text } = commitTo('curious', '12'.repeat(32));
    const value = store.name === 'SQLite' ? `'${text}'` : `convert_to('${text}', 'UTF8')`;
    await ledger.place.execute(
      `INSERT INTO openings VALUES ('${commitment}', '${salt}', ${value})`,
    );
    expect(await look()).not.toContain('changes a');
    await ledger.place.execute(`DELETE FROM openings WHERE commitment = '${commitment}'`);
  });

  it('with a batch before the first record changes no report unless verification fails', async () => {
    const extra = store.name === 'SQLite' ? '' : ', signer';
    await ledger.place.execute(
      `INSERT INTO batches SELECT -5, count, leaves, hashes, size, root, note${extra} FROM batches WHERE first = 0`,
    );
    expect(await look()).not.toContain('changes a');
    await ledger.place.execute('DELETE FROM batches WHERE first = -5');
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { commitTo, fitsCommitment } from '../../../../gateway/audit/record/opening.ts';
import { createOpeningLookup } from '../../../../gateway/audit/store/sqlite/opening-table.ts';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { openReadable, openWritable } from '../../../../gateway/audit/store/sqlite/sqlite.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { accessRecord, at, breakGlassRecord, createDirectory, ledgerOptions } from '../sample.ts';
import { readLeaves } from '../read-leaves.ts';

const SALT = 'ab'.repeat(32);
const opening = commitTo('unconscious in the street', SALT);

const hexOf = (text: string) => Buffer.from(text).toString('hex');

let directory: ReturnType<typeof createDirectory>;
beforeEach(() => void (directory = createDirectory()));
afterEach(() => directory.remove());

const path = () => ledgerOptions(directory.path).path;

async function write(
  appends: readonly Parameters<Awaited<ReturnType<typeof openLedger>>['append']>[],
) {
  const ledger = await openLedger(ledgerOptions(directory.path));
  const settled = await Promise.allSettled(appends.map((args) => ledger.append(...args)));
  await ledger.close();
  return { publicKey: ledger.publicKey, settled: settled.map(({ status }) => status) };
}

async function verify(publicKey: string) {
  const { result, findings } = await verifyLedger({
    location: at(path()),
    publicKey,
    anchors: [],
    witnesses: [],
    guardPath: `${path()}.guard`,
  });
  return [result, ...findings.map(({ code, from, to }) => `${code} ${from}..${to}`)];
}

async function stored(commitment: string) {
  const database = openReadable(path());
  try {
    return await createOpeningLookup(database)(commitment);
  } finally {
    database.close();
  }
}

describe('a salted commitment to a text, such as a break-glass reason,', () => {
  it('matches its own text with its own salt, and no other text, salt or commitment', () => {
    expect(fitsCommitment(opening)).toBe(true);
    expect(fitsCommitment({ ...opening, text: 'unconscious in the street.' })).toBe(false);
    expect(fitsCommitment({ ...opening, salt: 'cd'.repeat(32) })).toBe(false);
    expect(fitsCommitment({ ...opening, commitment: 'e'.repeat(64) })).toBe(false);
  });

  it.each([
    ['the first words of the text moved into the salt', hexOf('unconscious '), 'in the street'],
    ['all of the text moved into the salt', hexOf(opening.text), ''],
    ['an upper-case letter in the salt', '', opening.text, SALT.replace('a', 'A')],
    ['characters other than hex in the salt', 'zz', opening.text],
    ['a line break after the salt', '\n', opening.text],
  ])('does not match an opening with %s', (_, behind, text, salt = SALT) => {
    expect(fitsCommitment({ ...opening, salt: salt + behind, text })).toBe(false);
  });

  it('does not match if the last byte of the salt is moved into the text', () => {
    const { commitment } = commitTo('bout', `${'cd'.repeat(31)}61`);
    expect(fitsCommitment({ commitment, salt: 'cd'.repeat(31), text: 'about' })).toBe(false);
  });

  it('differs for the same text with another salt', () => {
    expect(commitTo(opening.text, 'cd'.repeat(32)).commitment).not.toBe(opening.commitment);
    expect(opening.commitment).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is all that the record holds: text and salt are stored beside the record', async () => {
    await write([[breakGlassRecord(opening, 'p1'), opening]]);
    expect(await stored(opening.commitment)).toEqual(opening);
    expect(JSON.stringify(readLeaves(path()))).not.toContain('unconscious');
    expect(JSON.stringify(readLeaves(path()))).not.toContain(SALT);
  });

  it('has no stored text if its record is refused, and another record that is appended with it is accepted', async () => {
    const record = breakGlassRecord(opening, '\ud800');
    const { settled } = await write([[record, opening], [accessRecord(['p2'])]]);
    expect(settled).toEqual(['rejected', 'fulfilled']);
    expect(await stored(opening.commitment)).toBe(null);
  });
});

describe('verification of stored texts, such as break-glass reasons,', () => {
  it('passes if every text matches the commitment in its record', async () => {
    const { publicKey } = await write([[breakGlassRecord(opening, 'p1'), opening]]);
    expect(await verify(publicKey)).toEqual(['PASS']);
  });

  it.each([
    ['changed (OPENING_MISMATCH)', "UPDATE openings SET text = 'curious'", 'OPENING_MISMATCH 3..3'],
    [
      'stored with another salt (OPENING_MISMATCH)',
      `UPDATE openings SET salt = '${'cd'.repeat(32)}'`,
      'OPENING_MISMATCH 3..3',
    ],
    ['missing (OPENING_MISSING)', 'DELETE FROM openings', 'OPENING_MISSING 3..3'],
    ['lost with its table (OPENING_MISSING)', 'DROP TABLE openings', 'OPENING_MISSING 3..3'],
  ])('fails and names the record if the stored text is %s', async (_what, sql, finding) => {
    const { publicKey } = await write([[breakGlassRecord(opening, 'p1'), opening]]);
    const database = openWritable(path());
    database.exec(sql);
    database.close();
    expect(await verify(publicKey)).toEqual(['FAIL', finding]);
  });
});

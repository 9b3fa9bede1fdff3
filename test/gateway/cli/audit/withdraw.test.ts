import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { commitTo } from '../../../../gateway/audit/record/opening.ts';
import { openWritable } from '../../../../gateway/audit/store/sqlite/sqlite.ts';
import { runAudit } from '../../../support/run-audit.ts';
import { breakGlassRecord, createDirectory, ledgerOptions } from '../../audit/sample.ts';

const directory = createDirectory();
const path = join(directory.path, 'audit.db');
const opening = commitTo('found unconscious', 'ab'.repeat(32));
let publicKey = '';

beforeAll(async () => {
  const ledger = await openLedger(ledgerOptions(directory.path));
  ({ publicKey } = ledger);
  await ledger.append(breakGlassRecord(opening, 'p1'), opening);
  await ledger.close();
  const database = openWritable(path);
  database.prepare('UPDATE openings SET text = ?').run('found \ufffd');
  database.close();
});
afterAll(() => directory.remove());

const audit = (...args: readonly string[]) => runAudit(args, { cwd: directory.path });

describe('a text with a control or direction character', () => {
  const tool = ['--db', path, '--reason', 'because \u202e'];
  it.each<[string, readonly string[]]>([
    ['withdraw', ['withdraw', ...tool]],
    ['hold place', ['hold', 'place', '--patient', 'p1', ...tool]],
    ['erase', ['erase', '--patient', 'p1', ...tool]],
    ['resume', ['resume', ...tool]],
    ['hold release', ['hold', 'release', '019a0000-0000-7000-8000-000000000001', ...tool]],
  ])('is refused in one line as the --reason of audit %s', async (_what, args) => {
    const { status, output, errors } = await audit(...args);
    expect([status, output]).toEqual([1, '']);
    expect(errors).toMatch(/^.*--reason holds a control or direction character.*\n$/);
  });

  it.each<[string, string, readonly string[]]>([
    ['recipient', 'x\u0085', []],
    ['--by', 'County', ['--by', 'clerk\u200f']],
  ])('is refused as the %s of audit disclose', async (name, recipient, by) => {
    const texts = ['--description', 'X-ray', '--purpose', 'law', '--recipient', recipient];
    const who = by.length > 0 ? by : ['--by', 'clerk'];
    const args = ['--db', path, '--patient', 'p1', '--date', '2026-01-01', ...texts, ...who];
    const { status, errors } = await audit('disclose', ...args);
    expect([status, errors]).toEqual([
      1,
      expect.stringContaining(`${name} holds a control or direction character`),
    ]);
  });
});

describe('the option --patient of an audit command', () => {
  const reason = ['--db', path, '--reason', 'court order'];
  it('is refused in one line by audit hold place if its value has a line break', async () => {
    const { status, errors } = await audit('hold', 'place', '--patient', 'p\n1', ...reason);
    expect([status, errors]).toEqual([
      1,
      'phi-gateway: --patient holds a control or direction character or an unpaired surrogate. Write it on one line without them.\n',
    ]);
  });

  it.each<[string, readonly string[]]>([
    ['hold place', ['hold', 'place', ...reason]],
    ['erase', ['erase', ...reason]],
    ['prove', ['prove', '--db', path, '--out', join(directory.path, 'proof.json')]],
  ])(
    'is refused by audit %s if it is empty or a space, as from an unset variable',
    async (_what, args) => {
      for (const patient of ['', ' ']) {
        const refused = await audit(...args, '--patient', patient);
        expect(refused).toEqual({
          status: 1,
          output: '',
          errors: 'phi-gateway: --patient is empty.\n',
        });
      }
    },
  );
});

describe('audit withdraw', () => {
  it('withdraws a text that differs from its record, so that audit verify passes and names it; a second run is refused', async () => {
    const verify = () => audit('verify', '--db', path, '--key', publicKey);
    const before = await verify();
    expect(before).toMatchObject({ status: 1 });
    expect(before.output).toContain('OPENING_MISMATCH');
    const result = await audit('withdraw', '--db', path, '--reason', 'kept by an earlier version');
    expect(result).toMatchObject({ status: 0, errors: '' });
    expect(result.output).toMatch(
      /^The stored text of record 3 does not fit; recorded as record \d+\.\n/,
    );
    const after = await verify();
    expect(after.status).toBe(0);
    expect(after.output).toMatch(/^PASS\n/);
    expect(after.output).toMatch(/withdrawn the stored text of record 3, .*, by record \d+/);
    const changes = await audit('report', 'changes', '--db', path, '--format', 'csv');
    expect(changes.output).toContain('Withdrawn: the text of record 3 is not the one');
    const again = await audit('withdraw', '--db', path, '--reason', 'once more');
    expect(again).toMatchObject({
      status: 1,
      errors: expect.stringContaining('nothing to withdraw'),
    });
  });
});

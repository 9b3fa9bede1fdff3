import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { forgeBatch, throwawaySigner } from '../../../support/forge-batch.ts';
import { runAudit } from '../../../support/run-audit.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../../audit/sample.ts';
import { placeInFile } from '../../audit/stores.ts';

const directory = createDirectory();
const path = join(directory.path, 'audit.db');
const evidence = join(directory.path, 'evidence.jsonl');
let publicKey = '';

beforeAll(async () => {
  const ledger = await openLedger(ledgerOptions(directory.path));
  ({ publicKey } = ledger);
  await ledger.close();
  const place = placeInFile(path);
  await forgeBatch(place, [accessRecord(['p-forged'])], throwawaySigner('gateway.test/ledger'));
});
afterAll(() => directory.remove());

const audit = (...args: readonly string[]) => runAudit(args, { cwd: directory.path });
const quarantine = (...args: readonly string[]) => audit('quarantine', '--db', path, ...args);

describe('audit quarantine', () => {
  it.each<[string, readonly string[], RegExp]>([
    ['a reason', [evidence], /--reason must give a reason/],
    [
      'a reason that can be recorded',
      [evidence, '--reason', 'x\u202e'],
      /--reason holds a control/,
    ],
    [
      'a key of the ledger',
      [evidence, '--reason', 'x', '--key', 'none.key'],
      /none.key is missing/,
    ],
    [
      'a witness with a URL and a key',
      ['--witness', 'witness.example/phi+93d1cf2b+BC'],
      /--witness takes a witness's URL/,
    ],
    [
      'an https URL of the witness',
      ['--witness', 'http://witness.example w+93d1cf2b+BC'],
      /--witness takes a witness's URL/,
    ],
    [
      'a guard or a checkpoint',
      [evidence, '--reason', 'x', '--guard', 'none.guard'],
      /No remembered checkpoint shows/,
    ],
  ])(
    'exits with code 1 and one line that says why, and writes no file, without %s',
    async (_what, args, why) => {
      const { status, output, errors } = await quarantine(...args);
      expect([status, output]).toEqual([1, '']);
      expect(errors).toMatch(why);
      expect(errors.trimEnd().split('\n')).toHaveLength(1);
      expect(existsSync(evidence)).toBe(false);
    },
  );

  it('shows what it would remove, then moves it to a file, and later verdicts and reports name the removal', async () => {
    const verify = () => audit('verify', '--db', path, '--key', publicKey);
    expect(await verify()).toMatchObject({ status: 1 });
    const shown = await quarantine();
    expect(shown).toMatchObject({ status: 0, errors: '' });
    expect(shown.output).toMatch(/^would go {2}1 record in 1 batch after record 3, root /m);
    expect(shown.output).toMatch(/from 4: access, says .*; claims the signature of gateway.test/);
    expect(shown.output).toContain('Nothing is changed.');
    expect(await verify()).toMatchObject({ status: 1 });

    const done = await quarantine(evidence, '--reason', 'a process wrote to the file');
    expect(done).toMatchObject({ status: 0, errors: '' });
    const hash = createHash('sha256').update(readFileSync(evidence)).digest('hex');
    expect(done.output).toContain(`kept in   ${evidence} (SHA-256 ${hash})`);
    const { status, output } = await verify();
    expect(status).toBe(0);
    expect(output).toMatch(
      /removed {3}1 record in 1 batch from record 4 on, unsigned, by record 5;/,
    );
    expect(output).toMatch(
      /not excluded: Record 5 states that it removed 1 record in 1 batch from record 4 on/,
    );
    const changes = await audit('report', 'changes', '--db', path, '--format', 'csv');
    expect(changes.output).toContain('Removed from the end of the ledger');
    expect(changes.output).toContain(hash);

    const again = await quarantine();
    expect(again).toMatchObject({ status: 1, output: '' });
    expect(again.errors).toMatch(/there is nothing to remove/);
  });
});

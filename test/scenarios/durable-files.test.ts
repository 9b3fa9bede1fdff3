import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLedger } from '../../gateway/audit/append/open-ledger.ts';
import { accessRecord, ledgerOptions } from '../gateway/audit/sample.ts';
import { createFaultyDisk, type FaultyDisk } from '../support/faulty-disk.ts';
import { startPhiGateway } from '../support/phi-gateway-process.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'phi-durable-')));
const { path } = ledgerOptions(folder);
let disk: FaultyDisk;
beforeAll(async () => {
  const ledger = await openLedger(ledgerOptions(folder));
  const records = Array.from({ length: 600 }, (_, index) => accessRecord([`p${index % 7}`]));
  await Promise.all(records.map((record) => ledger.append(record)));
  await ledger.close();
  disk = createFaultyDisk(folder, join(folder, 'out'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: readonly string[]) {
  const command = ['audit', ...args, '--db', path];
  const started = startPhiGateway(command, folder, {}, disk.launcher);
  const code = await started.ended;
  return { code, ...started.output() };
}

/** The path itself, and everything in it. */
function within(directory: string): readonly string[] {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  return [directory, ...names.map((name) => join(directory, name))];
}

/** The arguments of each command that writes below a directory, and its success message. */
const COMMANDS = [
  ['export', (out: string) => ['export', join(out, 'deep', 'export')], /^Exported 60\d records/],
  ['backup', (out: string) => ['backup', join(out, 'copy.db')], /^PASS/],
  [
    'prove',
    (out: string) => ['prove', '--patient', 'p3', '--out', join(out, 'proof.json')],
    /with proofs in/,
  ],
] as const;

describe.each(COMMANDS)('the command audit %s', (name, argsFor, success) => {
  it('has synced everything that it wrote to disk when it reports success', async () => {
    const out = join(folder, `out-${name}`);
    if (name !== 'export') mkdirSync(out);
    const { code, out: said } = await run(...argsFor(out));
    expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(success) });
    // A file has a temporary name until it is complete.
    const synced = new Set(
      disk
        .synced()
        .map((each) =>
          each.replace(/\.export-\w+/, 'export').replace(/\.([^/]+)\.phi-next$/, '$1'),
        ),
    );
    const written = within(out);
    expect(written.filter((each) => !synced.has(each))).toEqual([]);
    expect(written.filter((each) => statSync(each).isFile()).length).toBeGreaterThan(0);
  });

  it('exits with an error and no success message if fsync fails with EIO', async () => {
    const out = join(folder, `out-${name}-fails`);
    mkdirSync(out);
    disk.fault('fsync-eio');
    const { code, out: said, err } = await run(...argsFor(out));
    disk.fault(null);
    expect(said).not.toMatch(success);
    expect(code).not.toBe(0);
    expect(err).toMatch(/EIO|IOERR/);
    expect(existsSync(join(out, 'deep', 'export'))).toBe(false);
  });
});

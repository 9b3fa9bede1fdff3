import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { openWritable } from '../../../../gateway/audit/store/sqlite/sqlite.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { accessRecord, at, createDirectory, ledgerOptions } from '../sample.ts';

let directory: ReturnType<typeof createDirectory>;
let path: string;
beforeEach(async () => {
  directory = createDirectory();
  const options = ledgerOptions(directory.path);
  ({ path } = options);
  const ledger = await openLedger(options);
  for (const patient of ['p1', 'p2', 'p3']) await ledger.append(accessRecord([patient]));
  await ledger.close();
});
afterEach(() => {
  directory.remove();
});

function verify(file = path) {
  const guardPath = `${path}.guard`;
  return verifyLedger({
    location: at(file),
    publicKey: null,
    anchors: [],
    witnesses: [],
    guardPath,
  });
}

async function verdict() {
  const { findings } = await verify();
  return findings.map(({ code, from, to }) => `${code} ${from}..${to}`);
}

describe('verification of a ledger file', () => {
  it('does not change the file or add another', async () => {
    const before = snapshot();
    await verify();
    expect(snapshot()).toEqual(before);
  });

  it('is refused with separate errors for a missing file and for a file that is not a database', async () => {
    await expect(verify(`${path}.none`)).rejects.toThrow(/There is no audit ledger/);
    writeFileSync(path, 'x'.repeat(8192));
    await expect(verify()).rejects.toThrow(/is not an audit ledger/);
  });

  it('reports EMPTY and ROLLBACK if the table of batches is missing', async () => {
    const database = openWritable(path);
    database.exec('DROP TABLE batches');
    database.close();
    expect(await verdict()).toContain('EMPTY 0..0');
    expect(await verdict()).toContain('ROLLBACK 0..6');
  });

  it('reports UNREADABLE if pages are overwritten', async () => {
    const bytes = readFileSync(path);
    bytes.fill(0xff, 4096);
    writeFileSync(path, bytes);
    expect(await verdict()).toContain('UNREADABLE 0..0');
  });
});

function snapshot() {
  return readdirSync(directory.path)
    .toSorted()
    .map((name) => {
      const hash = createHash('sha256').update(readFileSync(join(directory.path, name)));
      return [name, hash.digest('hex')];
    });
}

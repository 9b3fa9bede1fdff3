import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { copyFileSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from '../../../../../gateway/audit/append/ledger.ts';
import { openLedger, type LedgerOptions } from '../../../../../gateway/audit/append/open-ledger.ts';
import { openWritable } from '../../../../../gateway/audit/store/sqlite/sqlite.ts';
import { verifyLedger } from '../../../../../gateway/audit/verify/verify-ledger.ts';
import { readLeaves } from '../../read-leaves.ts';
import { accessRecord, at, createDirectory, ledgerOptions } from '../../sample.ts';

let directory: ReturnType<typeof createDirectory>;
let path: string;
const opened: Ledger[] = [];
beforeEach(() => {
  directory = createDirectory();
  path = join(directory.path, 'audit.db');
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((ledger) => ledger.close()));
  directory.remove();
});

async function open(overrides: Partial<LedgerOptions> = {}) {
  const ledger = await openLedger(ledgerOptions(directory.path, overrides));
  opened.push(ledger);
  return ledger;
}

/** Opens and closes a ledger with a few records. */
async function write(patients: readonly string[]) {
  const ledger = await open();
  for (const patient of patients) await ledger.append(accessRecord([patient]));
  await ledger.close();
}

async function until(condition: () => boolean) {
  for (let tries = 0; !condition(); tries += 1) {
    if (tries > 2000) throw new Error('It did not happen within twenty seconds.');
    await sleep(10);
  }
}

const unavailable = { code: 'AUDIT_UNAVAILABLE' };

describe('a new ledger in a file', () => {
  it('is readable by its owner only (mode 0600), and so are its key and its guard file', async () => {
    await write(['p1']);
    for (const file of [path, `${path}.key`, `${path}.guard`]) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }
  });

  it('has a lock file with mode 0600, even if an earlier version made it with mode 0644', async () => {
    const lock = `${path}.lock`;
    writeFileSync(lock, '', { mode: 0o644 });
    await write(['p1']);
    expect(statSync(lock).mode & 0o777).toBe(0o600);
    rmSync(lock);
    await write(['p1']);
    expect(statSync(lock).mode & 0o777).toBe(0o600);
  });

  it('is created with its folder, its key and its guard file at the configured paths', async () => {
    const keyPath = join(directory.path, 'ledger.key');
    const guardPath = join(directory.path, 'ledger.guard');
    const ledger = await open({
      location: at(join(directory.path, 'a', 'b.db')),
      keyPath,
      guardPath,
    });
    await ledger.close();
    expect(readFileSync(keyPath, 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    expect(readFileSync(guardPath, 'utf8')).toContain('gateway.test/ledger\n4\n');
  });
});

describe('a commit to a file', () => {
  it('fails with AUDIT_UNAVAILABLE while the database is locked (SQLITE_BUSY); then the ledger becomes ready without a request', async () => {
    const ledger = await open();
    const blocker = openWritable(path);
    blocker.exec('BEGIN IMMEDIATE');
    await expect(ledger.append(accessRecord(['p1']))).rejects.toMatchObject({
      ...unavailable,
      cause: { message: expect.stringContaining('SQLITE_BUSY') },
    });
    blocker.exec('ROLLBACK');
    blocker.close();
    expect(ledger.ready()).toBe(false);
    await until(() => ledger.ready());
    expect(
      readLeaves(path)
        .map(({ kind }) => kind)
        .slice(3),
    ).toEqual(['log.heartbeat']);
  });
});

describe('the files of a ledger', () => {
  it.each(['audit.db', 'audit.db-wal'])(
    'make every append fail with AUDIT_UNAVAILABLE after the file %s is deleted',
    async (name) => {
      const ledger = await open();
      rmSync(join(directory.path, name));
      await expect(ledger.append(accessRecord(['p1']))).rejects.toMatchObject(unavailable);
      expect(ledger.ready()).toBe(false);
      await expect(ledger.append(accessRecord(['p2']))).rejects.toMatchObject(unavailable);
    },
  );

  it('make appends fail with AUDIT_UNAVAILABLE if the database file is replaced by a copy, even after it is put back', async () => {
    const ledger = await open();
    renameSync(path, `${path}.moved`);
    copyFileSync(`${path}.moved`, path);
    await expect(ledger.append(accessRecord(['p1']))).rejects.toMatchObject(unavailable);
    renameSync(`${path}.moved`, path);
    await expect(ledger.append(accessRecord(['p1']))).rejects.toMatchObject(unavailable);
    expect(ledger.ready()).toBe(false);
  });
});

describe('a ledger in a file', () => {
  it('is refused with "Another process writes the audit ledger" if it is opened while it is open', async () => {
    await open();
    await expect(open()).rejects.toThrow(/^Another process writes the audit ledger/);
  });

  it('is refused as ROLLBACK_DETECTED if it is missing but its guard file exists', async () => {
    await write(['p1']);
    rmSync(path);
    await expect(open()).rejects.toThrow(/^ROLLBACK_DETECTED: the guard covers 5 records/);
  });

  it('is refused as "not an audit ledger" if the file is not a database', async () => {
    writeFileSync(path, 'x'.repeat(8192));
    await expect(open()).rejects.toThrow(/is not an audit ledger, and is left as it is/);
  });

  it("is not created in another program's database, which stays unchanged", async () => {
    const database = openWritable(path);
    database.exec('CREATE TABLE events (id INTEGER)');
    database.close();
    const before = readFileSync(path);
    await expect(open()).rejects.toThrow(/is not an audit ledger, and is left as it is/);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('is refused if its path cannot be written', async () => {
    writeFileSync(join(directory.path, 'file'), '');
    const impossible = join(directory.path, 'file', 'audit.db');
    await expect(open({ location: at(impossible) })).rejects.toThrow(/cannot be written/);
    await expect(open({ location: at(directory.path) })).rejects.toThrow(/cannot be written/);
  });

  it('verifies, if copied without its -wal file, as INCOMPLETE with WAL_MISSING, and with its guard file as FAIL with ROLLBACK', async () => {
    const ledger = await open();
    await ledger.append(accessRecord(['p1']));
    const copy = join(directory.path, 'copy.db');
    copyFileSync(path, copy);
    const options = { location: at(copy), publicKey: null, anchors: [], witnesses: [] };
    const alone = await verifyLedger({ ...options, guardPath: `${copy}.guard` });
    expect(alone.result).toBe('INCOMPLETE');
    expect(alone.findings.map(({ code }) => code)).toContain('WAL_MISSING');
    const guarded = await verifyLedger({ ...options, guardPath: `${path}.guard` });
    expect(guarded.result).toBe('FAIL');
    expect(guarded.findings.map(({ code }) => code)).toContain('ROLLBACK');
  });
});

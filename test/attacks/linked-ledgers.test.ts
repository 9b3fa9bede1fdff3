import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { copyFileSync, existsSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { backupLedger } from '../../gateway/audit/maintain/backup-ledger.ts';
import { withdrawTexts } from '../../gateway/audit/maintain/withdraw-texts.ts';
import { openLedger } from '../../gateway/audit/append/open-ledger.ts';
import { openSqliteStore } from '../../gateway/audit/store/sqlite/open-sqlite-store.ts';
import { openWritable } from '../../gateway/audit/store/sqlite/sqlite.ts';
import { verifyLedger } from '../../gateway/audit/verify/verify-ledger.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../gateway/audit/sample.ts';

describe('the SQLite file of a ledger', () => {
  let directory: ReturnType<typeof createDirectory>;
  let own: ReturnType<typeof ledgerOptions>;
  let other: ReturnType<typeof ledgerOptions>;
  beforeEach(async () => {
    directory = createDirectory();
    own = ledgerOptions(directory.path);
    mkdirSync(join(directory.path, 'other'));
    other = ledgerOptions(join(directory.path, 'other'));
    const ledger = await openLedger(own);
    await ledger.append(accessRecord(['p1']));
    await ledger.close();
    for (const name of ['keyPath', 'guardPath'] as const) copyFileSync(own[name], other[name]);
  });
  afterEach(() => directory.remove());

  const verify = async (location = own.location) => {
    const options = { location, publicKey: null, anchors: [], witnesses: [] };
    return (await verifyLedger({ ...options, guardPath: own.guardPath })).result;
  };

  it('has one writer at a time through its path and a symbolic link, and can be read and written through the link', async () => {
    symlinkSync(own.path, other.path);
    const first = await openLedger(own);
    await expect(openLedger(other)).rejects.toThrow(/Another process writes/);
    await first.append(accessRecord(['p2']));
    expect(await verify(other.location)).toBe('PASS');
    await first.close();
    copyFileSync(own.guardPath, other.guardPath);
    const second = await openLedger(other);
    await second.append(accessRecord(['p3']));
    await second.close();
    expect(existsSync(`${other.path}-wal`)).toBe(false);
    expect(await verify()).toBe('PASS');
  });

  it('is not opened for writing under either of its names if it has a hard link, but can be verified', async () => {
    linkSync(own.path, other.path);
    await expect(openLedger(own)).rejects.toThrow(/has a second name, a hard link/);
    await expect(openLedger(other)).rejects.toThrow(/has a second name, a hard link/);
    expect(await verify()).toBe('PASS');
  });

  it('can be backed up after a withdrawal found nothing to withdraw and a gateway refused it with ROLLBACK_DETECTED', async () => {
    const { location, keyPath, guardPath } = own;
    const tool = { location, keyPath, guardPath, version: '1', at: Date.now() };
    await expect(withdrawTexts({ ...tool, reason: 'x' })).rejects.toThrow(/nothing to withdraw/);
    copyFileSync(guardPath, `${guardPath}.kept`);
    writeFileSync(guardPath, 'no checkpoint');
    await expect(openLedger(own)).rejects.toThrow(/ROLLBACK_DETECTED/);
    copyFileSync(`${guardPath}.kept`, guardPath);
    const target = join(directory.path, 'copy.db');
    const given = { path: own.path, target, publicKey: null, guardPath };
    expect((await backupLedger({ ...given, onProgress: () => undefined })).result).toBe('PASS');
  });

  it('cannot be opened if a view has replaced a table', async () => {
    const database = openWritable(own.path);
    database.exec(
      'ALTER TABLE openings RENAME TO kept; CREATE VIEW openings AS SELECT * FROM kept',
    );
    database.close();
    expect(() => openSqliteStore(own.path)).toThrow(/view openings is not part/);
  });

  it.each(['guard', 'lock'])(
    'cannot be opened if there is a folder in the place of its %s file, and the error names that file',
    async (name) => {
      const path = name === 'guard' ? join(directory.path, 'folder') : `${other.path}.lock`;
      copyFileSync(own.path, other.path);
      mkdirSync(path);
      const options = { ...other, ...(name === 'guard' && { guardPath: path }) };
      await expect(openLedger(options)).rejects.toThrow(
        name === 'guard' ? /guard .* cannot be read \(EISDIR\)/ : /lock cannot be locked/,
      );
    },
  );
});

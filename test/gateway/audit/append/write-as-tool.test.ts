import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { writeAsTool } from '../../../../gateway/audit/append/write-as-tool.ts';
import { resumeLedger } from '../../../../gateway/audit/maintain/resume/resume-ledger.ts';
import { rotateKey } from '../../../../gateway/audit/maintain/rotate-key.ts';
import { openWritable } from '../../../../gateway/audit/store/sqlite/sqlite.ts';
import { at, createDirectory, ledgerOptions } from '../sample.ts';
import { STORES } from '../stores.ts';

describe('a ledger whose last checkpoint is malformed', () => {
  let directory: ReturnType<typeof createDirectory>;
  let path: string;
  beforeEach(async () => {
    directory = createDirectory();
    path = join(directory.path, 'audit.db');
    await (await openLedger(ledgerOptions(directory.path))).close();
    const database = openWritable(path);
    database.exec(
      "UPDATE batches SET note = 'malformed' WHERE first = (SELECT max(first) FROM batches)",
    );
    database.close();
  });
  afterEach(() => {
    directory.remove();
  });

  const options = () => ({
    location: at(path),
    keyPath: `${path}.key`,
    guardPath: `${path}.guard`,
    version: '1',
    at: Date.now(),
  });

  it.each([
    ['an append by a command', () => writeAsTool('append', options(), () => Promise.resolve())],
    ['a rotation of the key', () => rotateKey(options())],
    ['a resumption', () => resumeLedger({ ...options(), checkpoint: null, reason: 'restored' })],
  ])('refuses %s, with the error that the ledger is damaged at its end', async (_name, run) => {
    await expect(run()).rejects.toThrow(/is damaged at its end\. Run: phi-gateway audit verify/);
  });
});

describe('a command with the retired key of an interrupted rotation', () => {
  it('is refused with the advice to finish the rotation', async () => {
    const directory = createDirectory();
    try {
      const place = await STORES.find(({ name }) => name === 'SQLite')?.place(directory.path);
      if (place === undefined) throw new Error('no SQLite store');
      const { location, keyPath, guardPath } = ledgerOptions(directory.path, place);
      await (await openLedger(ledgerOptions(directory.path, { location }))).close();
      copyFileSync(keyPath, `${keyPath}.old`);
      const options = { location, keyPath, guardPath, version: '1', at: Date.now() };
      await rotateKey(options);
      // As it was before the new key signed.
      copyFileSync(keyPath, `${keyPath}.next`);
      copyFileSync(`${keyPath}.old`, keyPath);
      await place.replaceBatches((await place.batches()).slice(0, -1));
      await expect(writeAsTool('append', options, () => Promise.resolve())).rejects.toThrow(
        /is retired\. Finish its rotation: phi-gateway audit rotate-key --db /,
      );
    } finally {
      directory.remove();
    }
  });
});

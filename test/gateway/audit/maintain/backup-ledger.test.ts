import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { backupLedger } from '../../../../gateway/audit/maintain/backup-ledger.ts';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { packLeaves } from '../../../../gateway/audit/tree/batch.ts';
import { builtProgram } from '../../../support/built-program.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../sample.ts';
import { placeInFile } from '../stores.ts';

const PROGRAM = 'test/gateway/audit/maintain/append-until-stopped.ts';

let directory: ReturnType<typeof createDirectory>;
let path: string;
let target: string;
beforeEach(() => {
  directory = createDirectory();
  path = join(directory.path, 'audit.db');
  target = join(directory.path, 'copy.db');
});
afterEach(() => {
  directory.remove();
});

const onProgress = () => undefined;

function backup(file = target) {
  const guardPath = `${path}.guard`;
  return backupLedger({ path, target: file, publicKey: null, guardPath, onProgress });
}

async function fill() {
  const ledger = await openLedger(ledgerOptions(directory.path));
  for (const patient of ['p1', 'p2', 'p3']) await ledger.append(accessRecord([patient]));
  return ledger;
}

describe('a backup of a ledger', () => {
  it('holds every committed record, passes verification and consists of the database and its last checkpoint, readable by the owner only', async () => {
    const ledger = await fill();
    const verdict = await backup();
    expect(verdict).toMatchObject({ result: 'PASS', size: 6, anchors: [{ agrees: true }] });
    expect(await placeInFile(target).batches()).toEqual(await placeInFile(path).batches());
    await ledger.close();
    const names = readdirSync(directory.path).filter((name) => name.startsWith('copy'));
    expect(names.toSorted()).toEqual(['copy.db', 'copy.db.checkpoint']);
    const modes = names.map((name) => statSync(join(directory.path, name)).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600]);
    const last = (await placeInFile(target).batches()).at(-1)?.note;
    expect(readFileSync(`${target}.checkpoint`, 'utf8')).toBe(last);
  });

  it("passes verification if it is taken under load, and does not block the gateway's commits", async () => {
    const args = builtProgram(PROGRAM, [directory.path]);
    const gateway = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(gateway.stdout, 'data');
    const sizes = [];
    for (const name of ['a', 'b', 'c']) {
      const verdict = await backup(join(directory.path, name));
      expect([verdict.result, verdict.findings]).toEqual(['PASS', []]);
      sizes.push(verdict.size);
    }
    const [first = 0, second = 0, third = 0] = sizes;
    expect([first > 800, second > first, third > second]).toEqual([true, true, true]);
    gateway.stdin.end();
    expect(await once(gateway, 'exit')).toEqual([0, null]);
  });

  it('is refused if its file exists, which is kept, or if its checkpoint file exists, and then leaves no copy', async () => {
    await (await fill()).close();
    writeFileSync(target, 'mine');
    await expect(backup()).rejects.toThrow(/copy\.db exists/);
    expect(readFileSync(target, 'utf8')).toBe('mine');
    rmSync(target);
    writeFileSync(`${target}.checkpoint`, 'mine');
    await expect(backup()).rejects.toThrow(/copy\.db\.checkpoint exists/);
    expect(readdirSync(directory.path)).not.toContain('copy.db');
  });

  it('is kept, with the verdict FAIL and the finding LEAF_MISMATCH, if a record of the ledger was changed', async () => {
    await (await fill()).close();
    const place = placeInFile(path);
    const batches = await place.batches();
    await place.replaceBatches(
      batches.map((batch) =>
        batch.first === 4 ? { ...batch, leaves: packLeaves([Buffer.from('{}')]) } : batch,
      ),
    );
    const { result, findings } = await backup();
    expect([result, findings[0]?.code]).toEqual(['FAIL', 'LEAF_MISMATCH']);
    expect(readdirSync(directory.path)).toContain('copy.db');
  });

  it('gets the verdict FAIL with the finding ROLLBACK if the ledger is older than its guard file', async () => {
    const ledger = await fill();
    await backup(join(directory.path, 'old'));
    await ledger.append(accessRecord(['p4']));
    await ledger.close();
    const guardPath = `${path}.guard`;
    const old = {
      path: join(directory.path, 'old'),
      target,
      publicKey: null,
      guardPath,
      onProgress,
    };
    const { result, findings } = await backupLedger(old);
    expect([result, findings[0]?.code]).toEqual(['FAIL', 'ROLLBACK']);
  });

  it('gets the verdict INCOMPLETE without a guard file, because the expected length is then unknown', async () => {
    await (await fill()).close();
    rmSync(`${path}.guard`);
    expect((await backup()).result).toBe('INCOMPLETE');
  });

  it('is refused if the write-ahead log is missing, because the copy would hide the loss', async () => {
    const ledger = await fill();
    const bytes = readFileSync(path);
    await ledger.close();
    writeFileSync(path, bytes);
    await expect(backup()).rejects.toThrow(/-wal file is not beside it/);
  });

  it('is refused if there is no ledger, or if the folder of the target does not exist', async () => {
    await expect(backup()).rejects.toThrow(/There is no audit ledger/);
    await (await fill()).close();
    await expect(backup(join(directory.path, 'none/copy'))).rejects.toThrow(
      /cannot be written \(ENOENT\)/,
    );
  });
});

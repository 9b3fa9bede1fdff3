import { existsSync, readFileSync } from 'node:fs';
import { StartError } from '../../platform/errors.ts';
import { replaceFile } from '../store/files/replace-file.ts';
import { openSqliteReader } from '../store/sqlite/open-sqlite-reader.ts';
import { copyDatabase } from '../store/sqlite/copy-database.ts';
import type { Verdict } from '../verify/verdict.ts';
import { verifyLedger, allCores } from '../verify/verify-ledger.ts';

/** Which ledger to copy, where to, and what is known about it. */
export interface BackupOptions {
  /** Of the SQLite file. */
  readonly path: string;
  /** Must not exist. */
  readonly target: string;
  /** `name+key id+key` to verify the copy with; null trusts the key that the ledger names itself. */
  readonly publicKey: string | null;
  /** Where the gateway keeps its guard, whether there is one or not. */
  readonly guardPath: string;
  /** Told how many leaves of the copy are verified, of how many. */
  readonly onProgress: (done: number, total: number) => void;
}

/** Where the copy's last checkpoint is put: what is asked for where the copy is restored. */
export function checkpointBeside(target: string): string {
  return `${target}.checkpoint`;
}

/**
 * Copies a ledger as it is at one moment, also beside a gateway that writes, puts the copy's last checkpoint
 * beside it, and verifies the copy by the guard as it was when the copying began. Whatever the verdict, the
 * copy stays. Throws a `StartError` where it could not be made.
 */
export async function backupLedger(options: BackupOptions): Promise<Verdict> {
  const { path, target, publicKey, guardPath, onProgress } = options;
  const checkpoint = checkpointBeside(target);
  if (existsSync(checkpoint)) {
    throw new StartError([`${checkpoint} exists. Choose another name.`]);
  }
  // Before the copy: the guard of a running gateway moves on with the ledger.
  const guard = existsSync(guardPath) ? readFileSync(guardPath, 'utf8') : null;
  await copyDatabase(path, target);
  const note = await readLast(target);
  if (note !== null) replaceFile(checkpoint, note);
  const anchors = guard === null ? [] : [guard];
  return verifyLedger(
    {
      location: { kind: 'sqlite', path: target },
      publicKey,
      anchors,
      witnesses: [],
      guardPath: null,
    },
    allCores(),
    onProgress,
  );
}

async function readLast(path: string): Promise<string | null> {
  const reader = openSqliteReader(path);
  try {
    return (await reader.latest())?.note ?? null;
  } finally {
    await reader.close();
  }
}

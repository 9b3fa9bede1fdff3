import { existsSync, readFileSync } from 'node:fs';
import { StartError } from '../../platform/errors.ts';
import { replaceFile } from '../store/files/replace-file.ts';
import { openSqliteReader } from '../store/sqlite/open-sqlite-reader.ts';
import { copyDatabase } from '../store/sqlite/copy-database.ts';
import type { Verdict } from '../verify/verdict.ts';
import { verifyLedger, allCores } from '../verify/verify-ledger.ts';

/** The ledger to copy, the target, and what is known about the ledger. */
export interface BackupOptions {
  /** Path of the SQLite file. */
  readonly path: string;
  /** Must not exist. */
  readonly target: string;
  /** `name+key id+key` that verifies the copy; null trusts the key that the first record enrolls. */
  readonly publicKey: string | null;
  /** The guard file of the gateway, which may be missing. */
  readonly guardPath: string;
  /** Called with the number of verified leaves of the copy, and their total. */
  readonly onProgress: (done: number, total: number) => void;
}

/** The file for the copy's last checkpoint, which is needed when the copy is restored. */
export function checkpointBeside(target: string): string {
  return `${target}.checkpoint`;
}

/**
 * Copies a snapshot of a ledger, also while a gateway writes, writes the copy's last checkpoint to a file next to it, and
 * verifies the copy with the guard from the start of the copying. The copy stays, whatever the verdict. Throws a `StartError`
 * if it could not be made.
 */
export async function backupLedger(options: BackupOptions): Promise<Verdict> {
  const { path, target, publicKey, guardPath, onProgress } = options;
  const checkpoint = checkpointBeside(target);
  if (existsSync(checkpoint)) {
    throw new StartError([`${checkpoint} exists. Choose another name.`]);
  }
  // Read the guard before copying: a running gateway updates it.
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

/** The last checkpoint of a copy; null for an empty ledger. */
async function readLast(path: string): Promise<string | null> {
  const reader = openSqliteReader(path);
  try {
    return (await reader.latest())?.note ?? null;
  } finally {
    await reader.close();
  }
}

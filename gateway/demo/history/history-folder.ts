import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../audit/store/files/replace-file.ts';
import { syncDirectory } from '../../audit/store/files/sync-directory.ts';
import { StartError } from '../../platform/errors.ts';
import { demoFolder, ledgerFile } from '../settings.ts';
import type { DemoSettings } from '../settings.ts';

/**
 * The folder in which a fortnight is played. Its ledger gets to the demo's place only when it is whole, so
 * that what was interrupted is never taken for it.
 */
export function historyFolder({ folder }: Pick<DemoSettings, 'folder'>): string {
  return join(demoFolder(folder), 'history');
}

/** The ledger of the fortnight, as long as it is being played. */
export function historyLedger(settings: Pick<DemoSettings, 'folder'>): string {
  return join(historyFolder(settings), 'audit.db');
}

/** Whether nothing of a ledger is there: a key or a guard alone tells of one that was, and is not replaced. */
export function hasNoLedger(settings: DemoSettings): boolean {
  return PARTS.every((part) => !existsSync(`${ledgerFile(settings)}${part}`));
}

/** What became of a fortnight that an earlier start has left. */
export type LeftHistory = 'none' | 'put in place' | 'removed';

/** Puts a fortnight that was whole in its place; removes what was left of another. */
export function settleHistory(settings: DemoSettings): LeftHistory {
  if (!existsSync(historyFolder(settings))) return 'none';
  if (existsSync(wholeFile(settings))) {
    putInPlace(settings);
    return 'put in place';
  }
  rmSync(historyFolder(settings), { recursive: true });
  return 'removed';
}

/** Makes the folder, which only this user can read. */
export function makeHistoryFolder(settings: DemoSettings): void {
  mkdirSync(historyFolder(settings), { recursive: true, mode: 0o700 });
}

/** Puts the ledger of a fortnight that was played to its end, and closed, in the demo's place. */
export function adoptHistory(settings: DemoSettings): void {
  replaceFile(wholeFile(settings), 'The ledger here is whole.\n');
  putInPlace(settings);
}

/** The ledger comes last: where it is, its key and its guard are. */
const PARTS = ['.key', '.guard', ''];

/** What was interrupted goes on from where it was. Nothing that lies in the place is overwritten. */
function putInPlace(settings: DemoSettings): void {
  const [from, to] = [historyLedger(settings), ledgerFile(settings)];
  const left = PARTS.filter((part) => existsSync(`${from}${part}`));
  const taken = left.filter((part) => existsSync(`${to}${part}`)).map((part) => `${to}${part}`);
  if (taken.length > 0) {
    throw new StartError([
      `${taken.join(', ')} came to be while a fortnight of accesses was played. Move ${historyFolder(settings)} away.`,
    ]);
  }
  for (const part of left) renameSync(`${from}${part}`, `${to}${part}`);
  syncDirectory(to);
  rmSync(historyFolder(settings), { recursive: true });
}

function wholeFile(settings: DemoSettings): string {
  return join(historyFolder(settings), 'whole');
}

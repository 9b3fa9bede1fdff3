import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../audit/store/files/replace-file.ts';
import { syncDirectory } from '../../audit/store/files/sync-directory.ts';
import { StartError } from '../../platform/errors.ts';
import { demoFolder, ledgerFile } from '../settings.ts';
import type { DemoSettings } from '../settings.ts';

/**
 * The folder in which sample traffic is recorded. Its ledger moves to the demo's place only when it is complete, so that
 * an interrupted one is never used.
 */
export function historyFolder(settings: Pick<DemoSettings, 'folder'>): string {
  return join(demoFolder(settings), 'history');
}

/** The ledger of the sample traffic while it is being recorded. */
export function historyLedger(settings: Pick<DemoSettings, 'folder'>): string {
  return join(historyFolder(settings), 'audit.db');
}

/** Whether the demo has no file of a ledger. A key or a guard alone belongs to an earlier ledger and is not replaced. */
export function hasNoLedger(settings: DemoSettings): boolean {
  return PARTS.every((part) => !existsSync(`${ledgerFile(settings)}${part}`));
}

/** What happened to sample traffic that an earlier start left behind. */
export type LeftHistory = 'none' | 'put in place' | 'removed';

/** Moves a complete ledger of an earlier start into place; removes an incomplete one. */
export function settleHistory(settings: DemoSettings): LeftHistory {
  if (!existsSync(historyFolder(settings))) return 'none';
  if (existsSync(completeMark(settings))) {
    putInPlace(settings);
    return 'put in place';
  }
  rmSync(historyFolder(settings), { recursive: true });
  return 'removed';
}

/** Creates the folder, which only this user can read. */
export function makeHistoryFolder(settings: DemoSettings): void {
  mkdirSync(historyFolder(settings), { recursive: true, mode: 0o700 });
}

/** Moves the complete, closed ledger of the sample traffic into the demo's place. */
export function adoptHistory(settings: DemoSettings): void {
  replaceFile(completeMark(settings), 'The ledger here is whole.\n');
  putInPlace(settings);
}

/** The files of a ledger by their suffixes. The ledger is moved last: where it exists, so do its key and its guard. */
const PARTS = ['.key', '.guard', ''];

/** Continues an interrupted move. Existing files are never overwritten. */
function putInPlace(settings: DemoSettings): void {
  const [from, to] = [historyLedger(settings), ledgerFile(settings)];
  const left = PARTS.filter((part) => existsSync(`${from}${part}`));
  const taken = left.filter((part) => existsSync(`${to}${part}`)).map((part) => `${to}${part}`);
  if (taken.length > 0) {
    throw new StartError([
      `${taken.join(', ')} appeared while sample traffic was recorded. Move ${historyFolder(settings)} away.`,
    ]);
  }
  for (const part of left) renameSync(`${from}${part}`, `${to}${part}`);
  syncDirectory(to);
  rmSync(historyFolder(settings), { recursive: true });
}

/** The file that marks the recorded ledger as complete, also if its move is interrupted. */
function completeMark(settings: DemoSettings): string {
  return join(historyFolder(settings), 'whole');
}

import { existsSync, readFileSync } from 'node:fs';
import { StartError } from '../../errors.ts';
import { createAnchors, type AnchorNote } from './anchors.ts';
import { createChainCheck, type ChainEnd } from './check-batch.ts';
import { createOpeningCheck } from './check-openings.ts';
import { createKeyring } from './keyring.ts';
import { findOpening } from '../store/sqlite/opening-table.ts';
import { isLedger, readBatches, type BatchRow } from '../store/sqlite/read-batches.ts';
import { readVerifier, type NoteVerifier } from '../tree/signed-note.ts';
import {
  hasWriteAheadLog,
  needsWriteAheadLog,
  openReadable,
  sqliteCode,
  type Sqlite,
} from '../store/sqlite/sqlite.ts';
import { createFindings, type AnchorUse, type Findings, type Verdict } from './verdict.ts';

/** What to verify, and what is known about it from elsewhere. */
export interface VerifyOptions {
  readonly path: string;
  /** `name+key id+key` of the ledger, kept apart from it; null trusts the key that it names itself. */
  readonly publicKey: string | null;
  /** Checkpoint notes that were remembered outside the ledger. */
  readonly anchors: readonly string[];
  /** Where the gateway keeps its guard; a file that isn't there is no anchor. */
  readonly guardPath: string;
}

/**
 * Verifies a ledger offline: every leaf, hash, root, link, signature and remembered checkpoint. Reads only,
 * also beside a gateway that writes (then up to where the ledger ended when it began); memory does not grow
 * with the ledger. Throws a `StartError` where there is no ledger to verify or the key is none.
 */
export function verifyLedger(options: VerifyOptions): Verdict {
  const { path } = options;
  const pinned = readPinned(options.publicKey);
  const findings = createFindings();
  const keyring = createKeyring(pinned);
  // Read before the ledger: a gateway may move both on in between, and only this order is consistent.
  const anchors = createAnchors(readAnchors(options), findings);
  const database = openReadable(path);
  const lacksLog = needsWriteAheadLog(path) && !hasWriteAheadLog(path);
  const openings = createOpeningCheck((commitment) => findOpening(database, commitment), findings);
  const origin = pinned?.name ?? null;
  const chain = createChainCheck({ findings, keyring, anchors, openings, origin });
  readAll(database, findings, (row) => {
    chain.check(row);
  });
  // A gateway may have opened or closed the ledger meanwhile.
  const isLogMissing = lacksLog && !hasWriteAheadLog(path);
  const end = chain.finish();
  anchors.finish(end.size, end.origin, keyring);
  judgeEnd(end, { isLogMissing, remembered: anchors.largest() }, findings);
  return {
    ...findings.result(),
    origin: end.origin,
    asked: Math.max(end.size, anchors.largest()),
    covered: end.covered,
    size: end.size,
    root: end.root?.toString('hex') ?? null,
    keys: keyring.list(),
    anchors: anchors.uses(),
    caveats: caveats(end.size, anchors.uses(), pinned !== null),
  };
}

function readPinned(publicKey: string | null): NoteVerifier | null {
  if (publicKey === null) return null;
  const pinned = readVerifier(publicKey);
  if (pinned !== null) return pinned;
  throw new StartError(['The public key is not of the form name+key id+key.']);
}

function readAnchors({ anchors, guardPath }: VerifyOptions): AnchorNote[] {
  const notes = anchors.map((note) => ({ source: 'anchor', note }) as const);
  if (!existsSync(guardPath)) return notes;
  return [...notes, { source: 'guard', note: readFileSync(guardPath, 'utf8') }];
}

/** Checks every row, and closes the database. */
function readAll(database: Sqlite, findings: Findings, check: (row: BatchRow) => void): void {
  try {
    if (isLedger(database)) for (const row of readBatches(database)) check(row);
  } catch (error) {
    const code = sqliteCode(error);
    if (code === null) throw error;
    findings.add('UNREADABLE', [0, 0], `The file cannot be read to its end (${code}).`);
  } finally {
    database.close();
  }
}

function judgeEnd(
  end: ChainEnd,
  known: { readonly isLogMissing: boolean; readonly remembered: number },
  findings: Findings,
): void {
  const place = [end.size, end.size] as const;
  if (end.lastKind !== 'log.stop' && known.isLogMissing) {
    const text =
      'The ledger was not closed and its -wal file is not beside it: the latest records may be there.';
    findings.add('WAL_MISSING', place, text);
  }
  if (end.size === 0) findings.add('EMPTY', place, 'The ledger holds no record.');
  if (known.remembered === 0) {
    const text = 'No remembered checkpoint tells how long the ledger should be.';
    findings.add('NO_CHECKPOINT', place, text);
  }
}

function caveats(size: number, anchors: readonly AnchorUse[], isPinned: boolean): string[] {
  const reach = (source: AnchorUse['source']) =>
    Math.max(0, ...anchors.filter((anchor) => anchor.source === source).map((use) => use.size));
  const anchored = reach('anchor');
  const guarded = Math.max(anchored, reach('guard'));
  const lines = [];
  if (!isPinned) {
    lines.push(
      'The key was taken from the ledger itself: a ledger rewritten with another key is not excluded.',
    );
  }
  if (anchored < guarded) {
    lines.push(
      `From record ${anchored} on only the guard vouches: older copies of both it and the ledger are not excluded.`,
    );
  }
  if (guarded < size) {
    lines.push(
      `Unanchored since record ${guarded}: whoever holds the signing key could have changed later records, and anybody could have cut them off.`,
    );
  }
  return lines;
}

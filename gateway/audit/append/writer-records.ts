import { controlRecord } from '../record/control/control-record.ts';
import type { AuditRecord } from '../record/record.ts';
import { writeRetention, type Retention } from '../record/control/retention.ts';
import type { StoredHead } from '../store/ledger-store.ts';
import { readCheckpoint } from '../tree/checkpoint.ts';
import { restoreTree, treeRoot } from '../tree/merkle-tree.ts';
import type { NoteVerifier } from '../tree/signed-note.ts';
import type { RollbackEvidence } from './assert-not-rolled-back.ts';
import type { Entry, IdentityMode } from './ledger-writer.ts';

/**
 * What a writer records when it begins: where it found the ledger and its guard, and how often it will give a
 * sign of life, whether it commits to ids and how long records are kept; null for one that stops at once.
 * Whose clock was set says that too, and what time it really was.
 */
export function startRecord(
  {
    at,
    clockSetAt,
    heartbeatMs,
    identity,
    retention,
    vouchedBy,
  }: {
    readonly at: number;
    readonly clockSetAt: number | null;
    readonly heartbeatMs: number | null;
    readonly identity: IdentityMode | null;
    readonly retention: Retention | null;
    /** What showed that the ledger is not an older copy; null where nothing had to, or did. */
    readonly vouchedBy: RollbackEvidence | null;
  },
  remembered: string | null,
  { origin, ...stored }: StoredHead & { readonly origin: string },
): AuditRecord {
  const guard = remembered === null ? null : (readCheckpoint(remembered)?.checkpoint ?? null);
  const tree = stored.size === 0 ? null : restoreTree(stored.size, stored.edge);
  return controlRecord('log.start', at, {
    headSize: stored.size,
    headRoot: tree === null ? null : treeRoot(tree).toString('hex'),
    guardSize: guard === null ? null : guard.size,
    guardRoot: guard === null ? null : guard.root.toString('hex'),
    heartbeatMs,
    identity,
    retention: retention === null ? null : writeRetention(retention),
    vouchedBy,
    guardOrigin: guard === null || guard.origin === origin ? null : guard.origin,
    ...(clockSetAt !== null && { clock: 'set', machineTime: clockSetAt }),
  });
}

/**
 * What a command records when it begins to write: it stops at once. Its guard vouches for the ledger where it
 * has one, unless something else did.
 */
export function toolStart(
  at: number,
  remembered: string | null,
  stored: StoredHead & { readonly origin: string },
  vouchedBy: RollbackEvidence | null = remembered === null ? null : 'guard',
): AuditRecord {
  const none = { clockSetAt: null, heartbeatMs: null, identity: null, retention: null };
  return startRecord({ at, ...none, vouchedBy }, remembered, stored);
}

/** What a writer records about a key. */
export function keyEntry(
  kind: 'log.key.enrolled' | 'log.key.retired',
  { vkey }: Pick<NoteVerifier, 'vkey'>,
  at: number,
): Entry {
  return { at, record: controlRecord(kind, at, { key: vkey }), opening: null };
}

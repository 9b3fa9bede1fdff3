import { controlRecord } from '../record/control/control-record.ts';
import type { AuditRecord } from '../record/record.ts';
import { writeRetention, type Retention } from '../record/control/retention.ts';
import type { StoredHead } from '../store/ledger-store.ts';
import { readCheckpoint } from '../tree/checkpoint.ts';
import { restoreTree, treeRoot } from '../tree/merkle-tree.ts';
import type { NoteVerifier } from '../tree/signed-note.ts';
import type { RollbackEvidence } from './assert-not-rolled-back.ts';
import { createEntry, type Entry, type IdentityMode } from './write-entry.ts';

/**
 * The start record of a writer: the head and guard that it found, its heartbeat, whether it commits to ids, the retention,
 * and with a simulated clock also the time of the machine. A command, which stops at once, has null for the settings.
 */
export function startRecord(
  {
    at,
    clockSetAt,
    heartbeatMs,
    identity,
    retention,
    evidence,
  }: {
    readonly at: number;
    readonly clockSetAt: number | null;
    readonly heartbeatMs: number | null;
    readonly identity: IdentityMode | null;
    readonly retention: Retention | null;
    /** Evidence that the ledger is not an older copy; null without evidence. */
    readonly evidence: RollbackEvidence | null;
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
    vouchedBy: evidence,
    guardOrigin: guard === null || guard.origin === origin ? null : guard.origin,
    ...(clockSetAt !== null && { clock: 'set', machineTime: clockSetAt }),
  });
}

/** The start record of a command. Its evidence is its guard if it has one, unless the caller gives other evidence. */
export function toolStart(
  at: number,
  remembered: string | null,
  stored: StoredHead & { readonly origin: string },
  evidence: RollbackEvidence | null = remembered === null ? null : 'guard',
): AuditRecord {
  const none = { clockSetAt: null, heartbeatMs: null, identity: null, retention: null };
  return startRecord({ at, ...none, evidence }, remembered, stored);
}

/** The entry that enrolls or retires a key. */
export function keyEntry(
  kind: 'log.key.enrolled' | 'log.key.retired',
  { vkey }: Pick<NoteVerifier, 'vkey'>,
  at: number,
): Entry {
  return createEntry(at, controlRecord(kind, at, { key: vkey }));
}

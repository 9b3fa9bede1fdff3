import { availableParallelism } from 'node:os';
import { StartError } from '../../platform/errors.ts';
import { openRows } from '../export/open-rows.ts';
import { readGuard } from '../store/files/guard.ts';
import type { ReadableLocation } from '../store/ledger-location.ts';
import { readCosigner } from '../tree/cosignature.ts';
import { readVerifier, type NoteVerifier } from '../tree/signed-note.ts';
import { createAnchors, type AnchorNote } from './anchors.ts';
import { createChecks, finishChecks } from './checks.ts';
import type { VerifyThreads } from './inspect-ahead.ts';
import { createInspectPool } from './inspect-pool.ts';
import { readLedger } from './read-ledger.ts';
import { createFindings, type Verdict } from './verdict.ts';

/** The ledger to verify, and what is known about it from other sources. */
export interface VerifyOptions {
  readonly location: ReadableLocation;
  /** The pinned `name+key id+key` of the ledger; null trusts the key that its first record enrolls. */
  readonly publicKey: string | null;
  /** Checkpoint notes that were remembered outside the ledger. */
  readonly anchors: readonly string[];
  /** Keys of witnesses, `name+key id+key`, whose cosignatures on these notes and on the guard count. */
  readonly witnesses: readonly string[];
  /** The guard file of a gateway; null or a missing file gives no anchor. */
  readonly guardPath: string | null;
}

/**
 * Verifies a ledger offline: every leaf, hash, root, link between batches, signature and remembered checkpoint. Reads only,
 * also while a gateway writes: then up to the end at the start of the verification. If ids or texts are erased meanwhile, it
 * reads on to the record of that erasure. Memory does not grow with the ledger. No record may be later than `now` (UTC ms).
 * Throws a `StartError` if there is no ledger or a key is malformed.
 */
export async function verifyLedger(
  options: VerifyOptions,
  threads: VerifyThreads = allCores(),
  onProgress: (done: number, total: number) => void = () => undefined,
  now: number = Date.now(),
): Promise<Verdict> {
  const pinned = readPinned(options.publicKey);
  const witnesses = readWitnesses(options);
  const findings = createFindings();
  // Read before the ledger: if a gateway writes meanwhile, only this order is consistent.
  const anchors = createAnchors(readAnchors(options), witnesses, findings);
  const { location } = options;
  const reader = await openRows(location);
  const checks = createChecks({ location, reader, pinned, anchors, findings, now });
  await readLedger(reader, checks, { threads, onProgress });
  return finishChecks(checks, {
    now,
    isWriteAheadLogMissing: reader.isWriteAheadLogMissing(),
    isPinned: pinned !== null,
    hasWitnesses: witnesses.length > 0,
  });
}

/** One thread per core. */
export function allCores(): VerifyThreads {
  return useThreads(availableParallelism());
}

/** One thread for every two cores, which leaves the others to a gateway that serves requests. */
export function halfOfTheCores(): VerifyThreads {
  return useThreads(Math.max(1, Math.floor(availableParallelism() / 2)));
}

function useThreads(count: number): VerifyThreads {
  return {
    bytesWithoutThreads: 8_000_000,
    startPool: () => createInspectPool(count),
    // For each thread one chunk to inspect and one that waits.
    chunksAhead: 2 * count,
  };
}

function readPinned(publicKey: string | null): NoteVerifier | null {
  if (publicKey === null) return null;
  const pinned = readVerifier(publicKey);
  if (pinned !== null) return pinned;
  throw new StartError(['The public key is not of the form name+key id+key.']);
}

function readWitnesses({ witnesses }: VerifyOptions): NoteVerifier[] {
  return witnesses.map((vkey) => {
    const witness = readCosigner(vkey);
    if (witness !== null) return witness;
    throw new StartError([`${vkey} is not the key of a witness: name+key id+key.`]);
  });
}

function readAnchors({ anchors, guardPath }: VerifyOptions): AnchorNote[] {
  const notes = anchors.map((note) => ({ source: 'anchor', note }) as const);
  const guard = guardPath === null ? null : readGuard(guardPath);
  return guard === null ? notes : [...notes, { source: 'guard', note: guard }];
}

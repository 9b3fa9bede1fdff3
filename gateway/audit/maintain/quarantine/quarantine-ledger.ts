import { randomBytes } from 'node:crypto';
import { StartError } from '../../../platform/errors.ts';
import { leafAfterStart, writeAsTool, type ToolOptions } from '../../append/write-as-tool.ts';
import { createEntry } from '../../append/write-entry.ts';
import { createGuard } from '../../store/files/guard.ts';
import { readSigningKey } from '../../store/files/signing-key.ts';
import { commitTo } from '../../record/opening.ts';
import { quarantineRecord, type Quarantine } from '../../record/control/quarantine.ts';
import { printLocation, type LedgerLocation } from '../../store/ledger-location.ts';
import type { LedgerReader } from '../../store/ledger-reader.ts';
import type { Truncation } from '../../store/ledger-store.ts';
import { openReader } from '../../store/open-reader.ts';
import { readCheckpoint, signCheckpoint } from '../../tree/checkpoint.ts';
import { createSigner } from '../../tree/signed-note.ts';
import { assertNotRemembered, type Memory } from './assert-not-remembered.ts';
import { hashEvidence, writeEvidence } from './evidence.ts';
import { findProvenEnd, type ProvenEnd } from './find-proven-end.ts';
import { examineTail, readTail, type Tail } from './read-tail.ts';
import { withoutTail } from './without-tail.ts';

/** The ledger to examine, and its remembered checkpoints. */
export interface PlanOptions extends Omit<Memory, 'guard'> {
  readonly location: LedgerLocation;
  /** A guard file, which may be missing; null for none. */
  readonly guardPath: string | null;
  /** UTC ms since 1970. */
  readonly at: number;
}

/** What a quarantine would remove from the end of a ledger. */
export interface QuarantinePlan {
  /** The end of the proven part, which stays. */
  readonly end: ProvenEnd;
  readonly tail: Tail;
  /** What is wrong with the head row if there is no batch after the proven end; else null. */
  readonly headFault: string | null;
  /** Number of records that the largest given checkpoint covers; 0 without a checkpoint. */
  readonly remembered: number;
}

/** A quarantine, the key that signs its record, and the reason. */
export interface QuarantineOptions extends ToolOptions, PlanOptions {
  readonly guardPath: string;
  /** The reason may be PHI, so the record only commits to it. */
  readonly reason: string;
  /** A new file for the removed rows; it may name patients. */
  readonly evidencePath: string;
}

/** A completed quarantine. */
export interface Quarantined {
  readonly plan: QuarantinePlan;
  /** The quarantine as the ledger records it. */
  readonly quarantine: Quarantine;
  /** Index of the leaf that records it. */
  readonly leaf: number;
}

/**
 * Finds the rows after the last proven batch, and checks the head row; changes nothing. Throws a `StartError` if there is
 * nothing to remove or correct, or if there is evidence that later records were recorded: a signature, or a remembered
 * checkpoint.
 */
export function planQuarantine(options: PlanOptions): Promise<QuarantinePlan> {
  return withReader(options.location, (reader) => plan(reader, options));
}

/** Opens a reader for one call: an open reader would keep SQLite from checkpointing the write-ahead log at the end. */
async function withReader<Result>(
  location: LedgerLocation,
  use: (reader: LedgerReader) => Promise<Result>,
): Promise<Result> {
  const reader = await openReader(location);
  try {
    return await use(reader);
  } finally {
    await reader.close();
  }
}

async function plan(reader: LedgerReader, options: PlanOptions): Promise<QuarantinePlan> {
  const { location, guardPath, at } = options;
  const where = printLocation(location);
  const end = await findProvenEnd(reader);
  if (end === null) {
    throw new StartError([
      `${where} does not begin with a batch that a key of the ledger signed: nothing shows which records belong to it. Restore a copy, or begin another ledger with audit.origin.`,
    ]);
  }
  const tail = await readTail(reader, end);
  const headFault = tail.batches > 0 ? null : await findHeadFault(reader);
  if (tail.batches === 0 && headFault === null) {
    throw new StartError([
      `The audit ledger ${where} ends with a batch that a key of the ledger signed, and its head row agrees: there is nothing to remove.`,
    ]);
  }
  const guard = guardPath === null ? null : createGuard(guardPath).read();
  const remembered = await assertNotRemembered({ end, reader }, { ...options, guard }, at);
  return { end, tail, headFault, remembered };
}

/** What is wrong with the head row, which states where the ledger ends; null if it agrees with the last batch. */
async function findHeadFault(reader: LedgerReader): Promise<string | null> {
  for await (const { code, text } of reader.derivedFaults(null))
    if (code === 'HEAD_MISMATCH') return text;
  return null;
}

/**
 * Removes what `planQuarantine` finds from the end of a ledger, and corrects its head row. First all removed rows are
 * written to a file; then they are deleted in one transaction with a batch that records it, if they are unchanged. After a
 * crash, running this again continues. Throws a `StartError`, and changes nothing, if `planQuarantine` does, the key may
 * not sign, the file has other content, or another process writes the ledger.
 */
export async function quarantineLedger(options: QuarantineOptions): Promise<Quarantined> {
  const { location, evidencePath, at } = options;
  const planned = await planQuarantine(options);
  const { end, tail } = planned;
  if (planned.remembered === 0) {
    throw new StartError([
      'No remembered checkpoint shows how long the ledger was: nothing is removed. Give one: --guard, --checkpoint or --witness.',
    ]);
  }
  assertMaySign(options, end);
  const where = printLocation(location);
  const opening = commitTo(options.reason, randomBytes(32).toString('hex'));
  return writeAsTool(
    'quarantine',
    options,
    async ({ writer, start }) => {
      const { evidence, headSize } = await withReader(location, async ({ rows }) => ({
        headSize: (await rows.head())?.['size'],
        evidence: await writeEvidence(evidencePath, rows, { end, tail, where }),
      }));
      const quarantine = {
        first: end.head.size,
        batches: tail.batches,
        records: tail.records,
        root: tail.root.toString('hex'),
        headSize: typeof headSize === 'number' ? headSize : null,
        evidence,
      };
      const record = quarantineRecord(quarantine, opening.commitment, at);
      const truncation: Truncation = {
        last: end.last,
        head: end.head,
        openings: tail.openings,
        async confirm(rows) {
          // Batches that were added since the plan may be signed.
          const { batches, root } = await examineTail(rows, end, where);
          const isSame = batches === tail.batches && root.equals(tail.root);
          if (!isSame || (await hashEvidence(rows, { end, tail, where })) !== evidence)
            throw changed();
        },
      };
      const commit = await writer.commit([start, createEntry(at, record, opening)], { truncation });
      return { plan: planned, quarantine, leaf: leafAfterStart(commit) };
    },
    (store) => withoutTail(store, end),
  );
}

/** Throws unless the key is valid at the proven end. No gateway can enroll a new key before the end is corrected. */
function assertMaySign({ keyPath }: ToolOptions, { origin, head, note, keys }: ProvenEnd): void {
  const key = readSigningKey(keyPath);
  const checkpoint = readCheckpoint(note)?.checkpoint;
  const isValid =
    key !== null &&
    checkpoint !== undefined &&
    keys.isSigned({
      first: head.size,
      note: signCheckpoint(checkpoint, createSigner(origin, key)),
    });
  if (isValid) return;
  throw new StartError([
    `The key ${keyPath} is ${key === null ? 'missing' : 'not valid at the proven end of the ledger'}. Use the key and guard of a gateway that is stopped.`,
  ]);
}

function changed(): StartError {
  return new StartError([
    'The end of the ledger has changed meanwhile: nothing is removed. Run this again with another file.',
  ]);
}

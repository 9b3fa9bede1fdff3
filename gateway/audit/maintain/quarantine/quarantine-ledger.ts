import { randomBytes } from 'node:crypto';
import { StartError } from '../../../platform/errors.ts';
import { writeAsTool, type ToolOptions } from '../../append/write-as-tool.ts';
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
import { judgeTail, readTail, type Tail } from './read-tail.ts';
import { withoutTail } from './without-tail.ts';

/** Which ledger to look at, and what remembers it. */
export interface PlanOptions extends Omit<Memory, 'guard'> {
  readonly location: LedgerLocation;
  /** File of a guard, which need not be there; null for none. */
  readonly guardPath: string | null;
  /** UTC ms since 1970. */
  readonly at: number;
}

/** What there is to take off the end of a ledger. */
export interface QuarantinePlan {
  /** Up to where the ledger is proven, and stays. */
  readonly end: ProvenEnd;
  readonly tail: Tail;
  /** What is wrong with the head row, where nothing lies behind the proven end; else null. */
  readonly headFault: string | null;
  /** How many records the largest checkpoint covers that was given; 0 where none was. */
  readonly remembered: number;
}

/** Who takes it off, and why. */
export interface QuarantineOptions extends ToolOptions, PlanOptions {
  readonly guardPath: string;
  /** It may be PHI: the record only commits to it. */
  readonly reason: string;
  /** A new file for all that goes; it may name patients. */
  readonly evidencePath: string;
}

/** What was taken off. */
export interface Quarantined {
  readonly plan: QuarantinePlan;
  /** What the ledger says of it. */
  readonly quarantine: Quarantine;
  /** Index of the leaf that says so. */
  readonly leaf: number;
}

/**
 * Finds what lies behind the last batch that is proven to be the ledger's, and whether the head row is wrong; changes
 * nothing. Throws a `StartError` where there is neither, and where something shows that records behind that batch were
 * recorded: a signature among them, or what is remembered of the ledger.
 */
export function planQuarantine(options: PlanOptions): Promise<QuarantinePlan> {
  return reading(options.location, (reader) => plan(reader, options));
}

/** A reader that stayed open would keep a SQLite file from being left as one file. */
async function reading<Result>(
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
      `${where} begins with no batch that a key of it signed: nothing shows what belongs to it. Restore a copy, or begin another ledger with audit.origin.`,
    ]);
  }
  const tail = await readTail(reader, end);
  const headFault = tail.batches > 0 ? null : await findHeadFault(reader);
  if (tail.batches === 0 && headFault === null) {
    throw new StartError([
      `The audit ledger ${where} ends with a batch that a key of it signed, and its head row agrees: there is nothing to remove.`,
    ]);
  }
  const guard = guardPath === null ? null : createGuard(guardPath).read();
  const remembered = await assertNotRemembered({ end, reader }, { ...options, guard }, at);
  return { end, tail, headFault, remembered };
}

async function findHeadFault(reader: LedgerReader): Promise<string | null> {
  for await (const { code, text } of reader.derivedFaults(null))
    if (code === 'HEAD_MISMATCH') return text;
  return null;
}

/**
 * Takes off the end of a ledger what `planQuarantine` finds, and sets its head right. All that goes is in a file before;
 * then it goes in one transaction with a batch that says so, where it is still what the file holds. Done again after a
 * crash, it goes on where it was. Throws a `StartError`, and changes nothing, where `planQuarantine` does, the key may
 * not sign there, the file holds something else, or another process writes the ledger.
 */
export async function quarantineLedger(options: QuarantineOptions): Promise<Quarantined> {
  const { location, evidencePath, at } = options;
  const planned = await planQuarantine(options);
  const { end, tail } = planned;
  if (planned.remembered === 0) {
    throw new StartError([
      'Nothing outside of the ledger tells how long it was: nothing is removed. Give what remembers it: --guard, --checkpoint or --witness.',
    ]);
  }
  assertMaySign(options, end);
  const opening = commitTo(options.reason, randomBytes(32).toString('hex'));
  return writeAsTool(
    'quarantine',
    options,
    async ({ writer, start }) => {
      const { evidence, headSize } = await reading(location, async ({ rows }) => ({
        headSize: (await rows.head())?.['size'],
        evidence: await writeEvidence(evidencePath, rows, { end, tail }),
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
          // What was added since it was judged may be signed.
          const { batches, root } = await judgeTail(rows, end);
          const isSame = batches === tail.batches && root.equals(tail.root);
          if (!isSame || (await hashEvidence(rows, { end, tail })) !== evidence) throw changed();
        },
      };
      const { first } = await writer.commit([start, { at, record, opening }], { truncation });
      return { plan: planned, quarantine, leaf: first + 1 };
    },
    (store) => withoutTail(store, end),
  );
}

/** A gateway can't enroll a key before the end is right, so one that is made now is of no use. */
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
    `The key ${keyPath} is ${key === null ? 'missing' : 'not one that the ledger proves to be valid at its end'}. Use the key and guard of a gateway that is stopped.`,
  ]);
}

function changed(): StartError {
  return new StartError([
    'What lies at the end of the ledger has changed meanwhile: nothing is removed. Run this again with another file.',
  ]);
}

import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { StartError } from '../../errors.ts';
import { openRows } from '../export/open-rows.ts';
import type { ReadableLocation } from '../store/ledger-location.ts';
import type { RowReader } from '../store/ledger-reader.ts';
import { readCosigner } from '../tree/cosignature.ts';
import { readVerifier, type NoteVerifier } from '../tree/signed-note.ts';
import { createAnchors, type AnchorNote } from './anchors.ts';
import { createChainCheck, type ChainEnd } from './check-batch.ts';
import { createOpeningCheck } from './check-openings.ts';
import { createPruneCheck } from './check-pruned.ts';
import { createKeyring } from '../chain/keyring.ts';
import { createInspectPool } from './inspect-pool.ts';
import { inspectAhead, type Effort } from './inspect-ahead.ts';
import { createResumptionCheck } from './resumptions.ts';
import { createClockCheck } from './set-clocks.ts';
import { createSilenceCheck } from './silence.ts';
import { createGuardCheck } from './unguarded.ts';
import { createFindings, type AnchorUse, type Findings, type Verdict } from './verdict.ts';

/** What to verify, and what is known about it from elsewhere. */
export interface VerifyOptions {
  readonly location: ReadableLocation;
  /** `name+key id+key` of the ledger, kept apart from it; null trusts the key that it names itself. */
  readonly publicKey: string | null;
  /** Checkpoint notes that were remembered outside the ledger. */
  readonly anchors: readonly string[];
  /** Keys of witnesses, `name+key id+key`, whose cosignatures on these notes and on the guard count. */
  readonly witnesses: readonly string[];
  /** Where a gateway keeps its guard; null, or a file that isn't there, is no anchor. */
  readonly guardPath: string | null;
}

/**
 * Verifies a ledger offline: every leaf, hash, root, link, signature and remembered checkpoint. Reads only,
 * also beside a gateway that writes (then up to where the ledger ended when it began, or where it ends by then
 * if something was erased meanwhile); memory does not grow with the ledger. Throws a `StartError` where there is
 * no ledger to verify or the key is none.
 */
export async function verifyLedger(
  options: VerifyOptions,
  effort: Effort = wholeMachine(),
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<Verdict> {
  const pinned = readPinned(options.publicKey);
  const findings = createFindings();
  const keyring = createKeyring(pinned);
  // Read before the ledger: a gateway may move both on in between, and only this order is consistent.
  const anchors = createAnchors(readAnchors(options), readWitnesses(options), findings);
  const reader = await openRows(options.location);
  const openings = createOpeningCheck(reader, findings);
  const origin = pinned?.name ?? null;
  const silence = createSilenceCheck(findings);
  const guards = createGuardCheck();
  const clocks = createClockCheck();
  const prunes = createPruneCheck(keyring, findings);
  const resumptions = createResumptionCheck(keyring, findings);
  const chain = createChainCheck({
    findings,
    keyring,
    anchors,
    openings,
    silence,
    guards,
    clocks,
    prunes,
    resumptions,
    origin,
  });
  const ledger = {
    keys: () => keyring.verifiers().map(({ vkey }) => vkey),
    findIdentities: (from: number, to: number) =>
      openings.sawCommitted() ? reader.identities(from, to) : null,
  };
  await readAll(reader, findings, async () => {
    const total = await reader.size();
    let done = 0;
    let end = 0;
    const readFrom = async (from: number) => {
      for await (const rows of inspectAhead(reader.batches(from), ledger, effort)) {
        const before = done;
        for (const { row, inspection, openings: known } of rows) {
          chain.check(row, inspection);
          await openings.settle(known);
          done += row.batch?.count ?? 0;
          end = row.first + (row.batch?.count ?? 1);
        }
        // A bar that is told of each record costs more than the record.
        if (Math.floor(before / STEP) < Math.floor(done / STEP))
          onProgress(done, Math.max(done, total));
      }
    };
    await readFrom(0);
    // What was erased since the reading began is on the record beyond where it has ended.
    while (openings.readOn()) await readFrom(end);
    for await (const { range, text } of reader.derivedFaults()) {
      findings.add('TREE_MISMATCH', range, text);
    }
  });
  const isLogMissing = reader.lacksLatest();
  const end = chain.finish();
  const { erased, withdrawn } = openings.finish((index) => prunes.isPruned(index));
  const pruned = prunes.finish();
  anchors.finish(end.size, end.origin, { keyring, resumptions });
  const resumed = resumptions.finish();
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
    allowedSilence: silence.allowed(),
    outages: silence.outages(),
    outageCount: silence.outageCount(),
    resumptions: resumed,
    erased,
    withdrawn,
    pruned,
    caveats: [
      ...clocks.caveats(end.size),
      ...caveats(end.size, anchors.uses(), {
        isPinned: pinned !== null,
        hasWitnesses: options.witnesses.length > 0,
        unguarded: guards.unguarded(),
        prunedBy: pruned.map(({ by }) => by),
        witnessed: guards.witnessed(),
      }),
    ],
  };
}

const STEP = 1000;

/** A thread for each core: the one that keeps the order has little to do. */
export function wholeMachine(): Effort {
  return effortOf(availableParallelism());
}

/** What leaves the other half of it to a gateway that answers requests meanwhile. */
export function halfTheMachine(): Effort {
  return effortOf(Math.max(1, Math.floor(availableParallelism() / 2)));
}

function effortOf(threads: number): Effort {
  // What is shorter is verified before threads would have started.
  return {
    aloneBytes: 8_000_000,
    startPool: () => createInspectPool(threads),
    ahead: 2 * threads,
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
  if (guardPath === null || !existsSync(guardPath)) return notes;
  return [...notes, { source: 'guard', note: readFileSync(guardPath, 'utf8') }];
}

/** Takes a fault of the store as a finding, and closes the reader. */
async function readAll(reader: RowReader, findings: Findings, read: () => Promise<void>) {
  try {
    await read();
  } catch (error) {
    const code = reader.faultOf(error);
    if (code === null) throw error;
    findings.add('UNREADABLE', [0, 0], `The ledger cannot be read to its end (${code}).`);
  } finally {
    await reader.close();
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
    const text =
      'No remembered checkpoint tells how long the ledger should be. Name one that was kept: --anchor FILE or --guard FILE.';
    findings.add('NO_CHECKPOINT', place, text);
  }
}

function caveats(
  size: number,
  anchors: readonly AnchorUse[],
  {
    isPinned,
    hasWitnesses,
    unguarded,
    prunedBy,
    witnessed: onTheirWord,
  }: {
    readonly isPinned: boolean;
    readonly hasWitnesses: boolean;
    readonly unguarded: readonly number[];
    readonly prunedBy: readonly number[];
    readonly witnessed: readonly number[];
  },
): string[] {
  const present = anchors.filter(({ isLost }) => !isLost);
  const reach = (counts: (anchor: AnchorUse) => boolean) =>
    Math.max(0, ...present.filter((anchor) => counts(anchor)).map((use) => use.size));
  const witnessed = reach(({ agrees, cosigned }) => agrees && cosigned.length > 0);
  const anchored = Math.max(
    witnessed,
    reach(({ source }) => source === 'anchor'),
  );
  const guarded = Math.max(
    anchored,
    reach(({ source }) => source === 'guard'),
  );
  const lines = [];
  if (!isPinned) {
    lines.push(
      'The key was taken from the ledger itself: a ledger rewritten with another key is not excluded.',
    );
  }
  if (hasWitnesses && witnessed < size) {
    lines.push(
      `From record ${witnessed} on no given witness has seen the ledger: others may have been shown another one.`,
    );
  }
  if (anchored < guarded) {
    lines.push(
      `From record ${anchored} on only the guard vouches: older copies of both it and the ledger are not excluded.`,
    );
  }
  if (unguarded.length > 0) {
    lines.push(
      `The gateway was started without its guard at record ${unguarded.join(', ')}: other records may have stood there before.`,
    );
  }
  if (prunedBy.length > 0) {
    lines.push(
      `Bodies are gone by record ${prunedBy.join(', ')}: that they were as old as they are said to have been, and that no hold was for them, rests on whoever signed it.`,
    );
  }
  if (onTheirWord.length > 0) {
    lines.push(
      `The gateway was started without its guard at record ${onTheirWord.join(', ')}, on the word of witnesses: records that these had not seen yet may have stood there before.`,
    );
  }
  for (const { source, origin, size: seen } of anchors.filter(({ isLost }) => isLost)) {
    lines.push(
      `The ${source} at ${seen} records of ${origin} saw what was lost: it says nothing about the records that stand there now.`,
    );
  }
  if (guarded < size) {
    lines.push(
      `Unanchored since record ${guarded}: whoever holds the signing key could have changed later records, and anybody could have cut them off.`,
    );
  }
  return lines;
}

import { availableParallelism } from 'node:os';
import { countOf } from '../../platform/count-of.ts';
import { StartError } from '../../platform/errors.ts';
import { openRows } from '../export/open-rows.ts';
import { TOO_LARGE } from '../export/read-files.ts';
import { readGuard } from '../store/files/guard.ts';
import type { ReadableLocation } from '../store/ledger-location.ts';
import type { RowReader } from '../store/ledger-reader.ts';
import { readCosigner } from '../tree/cosignature.ts';
import { readVerifier, type NoteVerifier } from '../tree/signed-note.ts';
import { createAnchors, type AnchorNote } from './anchors.ts';
import { createChainCheck, type ChainEnd } from './check-chain.ts';
import { createOpeningCheck } from './check-openings.ts';
import { createPruneCheck } from './check-pruned.ts';
import { KEY_CHANGE_MARKER } from '../record/control/key-change.ts';
import { createKeyring } from '../chain/keyring.ts';
import { listCaveats } from './list-caveats.ts';
import { createInspectPool } from './inspect-pool.ts';
import { inspectAhead, type Effort } from './inspect-ahead.ts';
import { createQuarantineCheck } from './check-quarantines.ts';
import { createResumptionCheck } from './check-resumptions.ts';
import { cosignedTimes, createTimeCheck, witnessedTimes } from './check-times.ts';
import { createClockCheck } from './check-set-clocks.ts';
import { createSilenceCheck } from './check-silence.ts';
import { createSupportedTime } from './supported-time.ts';
import { createGuardLossCheck } from './check-guard-loss.ts';
import { createFindings, type Findings, type Verdict } from './verdict.ts';

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
 * Verifies a ledger offline: every leaf, hash, root, link, signature and remembered checkpoint. Reads only, also while a
 * gateway writes: then up to the end at the start of the verification, or further if records are erased meanwhile. Memory
 * does not grow with the ledger. No record may be later than `now` (UTC ms). Throws a `StartError` if there is no ledger or
 * a key is malformed.
 */
export async function verifyLedger(
  options: VerifyOptions,
  effort: Effort = allCores(),
  onProgress: (done: number, total: number) => void = () => undefined,
  now: number = Date.now(),
): Promise<Verdict> {
  const pinned = readPinned(options.publicKey);
  const findings = createFindings();
  const keyring = createKeyring(pinned);
  // Read before the ledger: if a gateway writes meanwhile, only this order is consistent.
  const anchors = createAnchors(readAnchors(options), readWitnesses(options), findings);
  const reader = await openRows(options.location);
  const origin = pinned?.name ?? null;
  const resumptions = createResumptionCheck(keyring, findings);
  const checks = {
    openings: createOpeningCheck(reader, findings),
    silence: createSilenceCheck(findings),
    guards: createGuardLossCheck(),
    clocks: createClockCheck(),
    quarantines: createQuarantineCheck(),
    times: createTimeCheck(now, anchors.uses(), findings),
    supported: createSupportedTime(),
    prunes: createPruneCheck(keyring, findings),
  };
  const { openings, silence, guards, clocks, quarantines, times, supported, prunes } = checks;
  const visitors = Object.values(checks);
  const chain = createChainCheck({ findings, keyring, anchors, resumptions, visitors, origin });
  const ledger = {
    keys: () => keyring.verifiers().map(({ vkey }) => vkey),
    findIdentities: (from: number, to: number) =>
      openings.sawCommitted() ? reader.identities(from, to) : null,
  };
  let readTo = 0;
  const keyBatches: number[] = [];
  const readLedger = async () => {
    const total = await reader.size();
    let done = 0;
    const readFrom = async (from: number) => {
      for await (const rows of inspectAhead(reader.batches(from), ledger, effort)) {
        const before = done;
        for (const { row, inspection, openings: known } of rows) {
          chain.check(row, inspection);
          if (
            (inspection === null || inspection.plain === null) &&
            row.batch?.leaves.includes(KEY_CHANGE_MARKER) === true
          )
            keyBatches.push(row.first);
          await openings.settle(known);
          done += row.batch?.count ?? 0;
          readTo = row.first + (row.batch?.count ?? 1);
        }
        // Updating a progress bar for each record would cost more than the record.
        if (Math.floor(before / STEP) < Math.floor(done / STEP))
          onProgress(done, Math.max(done, total));
      }
    };
    await readFrom(0);
    // Erasures during the verification are recorded after the part that was read.
    while (openings.readOn()) await readFrom(readTo);
    const isFailed = findings.result().result === 'FAIL';
    const verified = isFailed ? null : { size: readTo, keyBatches, ...openings.found() };
    for await (const { code, range, text } of reader.derivedFaults(verified))
      findings.add(code, range, text);
  };
  await readAll(reader, findings, { read: readLedger, end: () => readTo });
  const isLogMissing = reader.lacksLatest();
  const end = chain.finish();
  const { erased, withdrawn } = openings.finish((index) => prunes.isPruned(index));
  anchors.finish(end.size, end.origin, { keyring, resumptions });
  const witnessed = witnessedTimes(anchors.uses(), now);
  const pruned = prunes.finish({ now, witnessed });
  times.finish(cosignedTimes(anchors.uses()));
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
    supportedTime: supported.time(),
    allowedSilence: silence.allowed(),
    outages: silence.outages(),
    outageCount: silence.outageCount(),
    resumptions: resumed,
    erased,
    withdrawn,
    quarantined: quarantines.found(),
    pruned,
    caveats: [
      ...clocks.caveats(end.size),
      ...quarantines.caveats(),
      ...listCaveats(end.size, anchors.uses(), {
        isPinned: pinned !== null,
        hasWitnesses: options.witnesses.length > 0,
        unguarded: guards.unguarded(),
        prunedBy: pruned.map(({ by }) => by),
        withdrawn,
        witnessed: guards.witnessed(),
      }),
    ],
  };
}

const STEP = 1000;

/** One thread per core. */
export function allCores(): Effort {
  return effortOf(availableParallelism());
}

/** One thread for every two cores, which leaves the others to a gateway that serves requests. */
export function halfOfTheCores(): Effort {
  return effortOf(Math.max(1, Math.floor(availableParallelism() / 2)));
}

function effortOf(threads: number): Effort {
  // A shorter ledger is verified before threads would have started.
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
  const guard = guardPath === null ? null : readGuard(guardPath);
  return guard === null ? notes : [...notes, { source: 'guard', note: guard }];
}

/** Reads the ledger and closes the reader. A fault of the store becomes a finding, and the rest stays unverified. */
async function readAll(
  reader: RowReader,
  findings: Findings,
  { end, read }: { readonly end: () => number; readonly read: () => Promise<void> },
) {
  try {
    await read();
  } catch (error) {
    const code = reader.faultOf(error);
    if (code === null) throw error;
    const text = `The ledger cannot be read to its end (${code}): ${countOf(end(), 'record')} could be checked.`;
    // A disk fault can make a file unreadable, but never longer.
    findings.breakOff(end(), text, code === TOO_LARGE);
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
      'The ledger was not closed and its -wal file is missing: the latest records may be in it.';
    findings.add('WAL_MISSING', place, text);
  }
  if (end.size === 0) findings.add('EMPTY', place, 'The ledger holds no record.');
  if (known.remembered === 0) {
    const text =
      'No remembered checkpoint shows how long the ledger should be. Give one: --anchor FILE or --guard FILE.';
    findings.add('NO_CHECKPOINT', place, text);
  }
}

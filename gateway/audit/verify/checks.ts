import type { ReadableLocation } from '../store/ledger-location.ts';
import { createKeyring } from '../chain/keyring.ts';
import type { RowReader } from '../store/ledger-reader.ts';
import type { NoteVerifier } from '../tree/signed-note.ts';
import type { Anchors } from './anchors.ts';
import { createChainCheck, type ChainEnd } from './check-chain.ts';
import { createGuardLossCheck } from './check-guard-loss.ts';
import { createOpeningCheck } from './check-openings.ts';
import { createPruneCheck } from './check-pruned.ts';
import { createQuarantineCheck } from './check-quarantines.ts';
import { createResumptionCheck } from './check-resumptions.ts';
import { createClockCheck } from './check-set-clocks.ts';
import { createSilenceCheck } from './check-silence.ts';
import { cosignedTimes, createTimeCheck, witnessedTimes } from './check-times.ts';
import { listCaveats } from './list-caveats.ts';
import { createSupportedTime } from './supported-time.ts';
import type { Findings, Verdict } from './verdict.ts';

/** What a verification is made of, and where its findings go. */
interface CheckInput {
  readonly location: ReadableLocation;
  readonly reader: RowReader;
  /** The only key that may sign the first records; null trusts the key that the first record enrolls. */
  readonly pinned: NoteVerifier | null;
  readonly anchors: Anchors;
  readonly findings: Findings;
  /** UTC ms; no record may be later. */
  readonly now: number;
}

/** All checks of a verification. */
export type Checks = ReturnType<typeof createChecks>;

/** Creates the checks. `chain` checks the batches in order, and passes each leaf to the checks in `leafChecks`. */
export function createChecks({ location, reader, pinned, anchors, findings, now }: CheckInput) {
  const keyring = createKeyring(pinned);
  const resumptions = createResumptionCheck(keyring, findings);
  const leafChecks = {
    openings: createOpeningCheck(reader, findings),
    silence: createSilenceCheck(findings),
    guards: createGuardLossCheck(),
    clocks: createClockCheck(),
    quarantines: createQuarantineCheck(),
    times: createTimeCheck(now, anchors.uses(), findings),
    supportedTime: createSupportedTime(),
    prunes: createPruneCheck(keyring, findings, location),
  };
  const chain = createChainCheck({
    findings,
    keyring,
    anchors,
    resumptions,
    visitors: Object.values(leafChecks),
    origin: pinned?.name ?? null,
  });
  return { findings, keyring, anchors, resumptions, chain, leafChecks };
}

/** Adds the findings that need the whole ledger, and returns the verdict. Call it after the last batch. */
export function finishChecks(
  { findings, keyring, anchors, resumptions, chain, leafChecks }: Checks,
  {
    now,
    isWriteAheadLogMissing,
    isPinned,
    hasWitnesses,
  }: {
    readonly now: number;
    /** Whether the file that may hold the latest records is missing. */
    readonly isWriteAheadLogMissing: boolean;
    readonly isPinned: boolean;
    readonly hasWitnesses: boolean;
  },
): Verdict {
  const { openings, silence, guards, clocks, quarantines, times, supportedTime, prunes } =
    leafChecks;
  const end = chain.finish();
  const { erased, withdrawn } = openings.finish((index) => prunes.isPruned(index));
  anchors.finish(end.size, end.origin, { keyring, resumptions });
  const pruned = prunes.finish({ now, witnessed: witnessedTimes(anchors.uses(), now) });
  times.finish(cosignedTimes(anchors.uses()));
  const resumed = resumptions.finish();
  checkEnd(end, { isWriteAheadLogMissing, remembered: anchors.largest() }, findings);
  return {
    ...findings.result(),
    origin: end.origin,
    asked: Math.max(end.size, anchors.largest()),
    covered: end.covered,
    size: end.size,
    root: end.root?.toString('hex') ?? null,
    keys: keyring.list(),
    anchors: anchors.uses(),
    supportedTime: supportedTime.time(),
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
        isPinned,
        hasWitnesses,
        unguardedStarts: guards.unguarded(),
        witnessedStarts: guards.witnessed(),
        prunedBy: pruned.map(({ by }) => by),
        withdrawn,
      }),
    ],
  };
}

function checkEnd(
  end: ChainEnd,
  known: { readonly isWriteAheadLogMissing: boolean; readonly remembered: number },
  findings: Findings,
): void {
  const place = [end.size, end.size] as const;
  // A ledger that was closed ends with a stop and needs no write-ahead log.
  if (end.lastKind !== 'log.stop' && known.isWriteAheadLogMissing) {
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

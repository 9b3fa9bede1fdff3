import { StartError } from '../../../platform/errors.ts';
import { isoTime } from '../../../platform/iso-time.ts';
import { CLOCK_TOLERANCE_MS, witnessedTimes } from '../../verify/check-times.ts';
import { MAX_STEP_MS } from '../../verify/supported-time.ts';
import type { Verdict } from '../../verify/verdict.ts';

/**
 * The time of a pruning: not later than the machine's clock, and not later than the ledger and cosignatures support, unless
 * the operator states a date. Throws a `StartError` if the clock is far from that time: the permanent record of the pruning
 * would be wrong.
 */
export function pruneTime(
  { supportedTime, anchors }: Pick<Verdict, 'supportedTime' | 'anchors'>,
  { at, asOf }: { readonly at: number; readonly asOf: number | null },
): number {
  const recorded = supportedTime ?? at;
  if (at < recorded - CLOCK_TOLERANCE_MS) {
    throw new StartError([
      `The clock of this machine says ${isoTime(at)} and the ledger ${isoTime(recorded)}: nothing is pruned. Correct the clock.`,
    ]);
  }
  if (asOf !== null) return Math.min(at, asOf);
  const supported = Math.max(recorded, ...witnessedTimes(anchors, at).map((each) => each.at));
  if (at > supported + MAX_STEP_MS) {
    throw new StartError([
      `The clock of this machine says ${isoTime(at)}, and nothing else supports a time later than ${isoTime(supported)}: nothing is pruned. If the clock is right, give a checkpoint that was cosigned since (--anchor FILE --witness KEY), or the date (--as-of DATE).`,
    ]);
  }
  return Math.min(at, supported);
}

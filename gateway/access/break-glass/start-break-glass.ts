import type { IsPatientId } from '../../../directives/patient-id.ts';
import type { Ledger } from '../../audit/append/open-ledger.ts';
import { readStops } from '../../audit/chain/read-stops.ts';
import type { LedgerLocation } from '../../audit/store/ledger-location.ts';
import type { BreakGlassConfig } from './break-glass-config.ts';
import type { Log } from '../../platform/log.ts';
import { createAlerts, NO_ALERTS } from './create-alerts.ts';
import { createBreakGlass, type BreakGlass } from './create-break-glass.ts';
import { followStops } from './follow-stops.ts';

/** What a gateway has that break-glass needs. */
export interface BreakGlassSurroundings {
  readonly isPatientId: IsPatientId;
  readonly ledger: Pick<Ledger, 'append' | 'origin' | 'firstHash'>;
  /** Where the open ledger lies. */
  readonly location: LedgerLocation;
  readonly log: Log;
  readonly clock: () => number;
}

/** Clocks of gateways that share a ledger differ, and a leaf may have waited for its commit. */
const SKEW_MS = 5 * 60_000;

/** How soon a stop at one gateway is one at the others of its ledger. */
const FOLLOW_MS = 1_000;

/** Break-glass of a gateway that may not be alone. */
export interface RunningBreakGlass extends BreakGlass {
  /** Seconds since the stops at other gateways were last read; null where there are none. */
  readonly stopsAge: () => number | null;
}

/**
 * Starts break-glass over an open ledger, which tells what was stopped before the gateway was started, and
 * where others write to it too, what they stop from then on.
 */
export async function startBreakGlass(
  config: BreakGlassConfig,
  { isPatientId, ledger, location, log, clock }: BreakGlassSurroundings,
): Promise<RunningBreakGlass> {
  const alerts =
    config.alert === null ? NO_ALERTS : createAlerts({ config: config.alert, ledger, log, clock });
  const stopped = await readStops(location, clock() - config.minutes * 60_000 - SKEW_MS);
  const breakGlass = createBreakGlass({
    config,
    isPatientId,
    ledger,
    alerts,
    stopped: stopped.ids,
    log,
    clock,
  });
  const followed =
    location.kind === 'postgres'
      ? followStops({
          location,
          from: stopped,
          everyMs: FOLLOW_MS,
          onStop: breakGlass.takeStop,
          log,
        })
      : null;
  return {
    ...breakGlass,
    stopsAge: () => followed?.age() ?? null,
    async close() {
      await followed?.close();
      await breakGlass.close();
    },
  };
}

import type { Ledger } from '../audit/open-ledger.ts';
import { readStops } from '../audit/report/read-stops.ts';
import type { LedgerLocation } from '../audit/store/ledger-location.ts';
import type { BreakGlassConfig } from '../config/config.ts';
import type { Log } from '../log.ts';
import { createAlerts, NO_ALERTS } from './create-alerts.ts';
import { createBreakGlass, type BreakGlass } from './create-break-glass.ts';

/** What a gateway has that break-glass needs. */
export interface BreakGlassSurroundings {
  readonly ledger: Pick<Ledger, 'append'>;
  /** Where the open ledger lies. */
  readonly location: LedgerLocation;
  readonly log: Log;
  readonly clock: () => number;
}

/** Clocks of gateways that share a ledger differ, and a leaf may have waited for its commit. */
const SKEW_MS = 5 * 60_000;

/** Starts break-glass over an open ledger, which tells what was stopped before the gateway was. */
export async function startBreakGlass(
  config: BreakGlassConfig,
  { ledger, location, log, clock }: BreakGlassSurroundings,
): Promise<BreakGlass> {
  const alerts =
    config.alert === null ? NO_ALERTS : createAlerts({ config: config.alert, ledger, log, clock });
  const stopped = await readStops(location, clock() - config.minutes * 60_000 - SKEW_MS);
  return createBreakGlass({ config, ledger, alerts, stopped, log, clock });
}

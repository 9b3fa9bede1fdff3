import { createPatientIdCheck, type PatientIdForm } from '../../../directives/patient-id.ts';
import type { Ledger } from '../../audit/append/ledger.ts';
import { isShared, type LedgerLocation } from '../../audit/store/ledger-location.ts';
import type { Log } from '../../platform/log.ts';
import type { BreakGlassConfig } from './break-glass-config.ts';
import { createAlerts, NO_ALERTS } from './create-alerts.ts';
import { createBreakGlass, type BreakGlass, type BreakGlassOptions } from './create-break-glass.ts';
import { followStops } from './follow-stops.ts';
import { readStops } from './read-stops.ts';

/** The settings of break-glass, and of the ledger and the patients that it is about. */
export interface BreakGlassSettings {
  /** Null disables break-glass. */
  readonly breakGlass: BreakGlassConfig | null;
  readonly audit: { readonly location: LedgerLocation };
  readonly identity: { readonly patientIds: PatientIdForm };
}

export interface BreakGlassDependencies {
  /** The open ledger at the location of the settings. */
  readonly ledger: Pick<Ledger, 'append' | 'origin' | 'firstHash'>;
  readonly limiter: BreakGlassOptions['limiter'];
  readonly log: Log;
  readonly now: () => number;
}

/** Break-glass of a gateway that may share its ledger with others. */
export interface RunningBreakGlass extends BreakGlass {
  /** Seconds since the stops of other gateways were last read; null where the ledger has one writer. */
  readonly stopsAge: () => number | null;
}

/**
 * Puts the parts of break-glass together over an open ledger; null where it is disabled. Grants that were stopped before
 * this process started stay stopped. Where other gateways write to the ledger, their stops take effect here too.
 */
export async function openBreakGlass(
  { breakGlass: config, audit: { location }, identity }: BreakGlassSettings,
  { ledger, limiter, log, now }: BreakGlassDependencies,
): Promise<RunningBreakGlass | null> {
  if (config === null) return null;
  const isPatientId = createPatientIdCheck(identity.patientIds);
  const alerts =
    config.alert === null ? NO_ALERTS : createAlerts({ config: config.alert, ledger, log, now });
  const stopped = await readStops(location, {
    now: now(),
    ms: config.minutes * 60_000 + SKEW_MS,
  });
  const breakGlass = createBreakGlass({
    config,
    isPatientId,
    ledger,
    limiter,
    alerts,
    stopped: stopped.ids,
    log,
    now,
  });
  const followed = isShared(location)
    ? followStops({
        location,
        from: stopped,
        everyMs: FOLLOW_MS,
        onStop: breakGlass.applyStop,
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

/**
 * How far the clocks of gateways that share a ledger may differ, including the wait of a record for its commit and a minute for
 * each recent start with a clock that was ahead.
 */
const SKEW_MS = 5 * 60_000;

/** How soon a stop at one gateway takes effect at the others. */
const FOLLOW_MS = 1_000;

import type { Refusal } from '../../query/show-events.ts';
import type { CaseSources } from '../recorded/case-sources.ts';
import type { SurveillanceSettings } from '../surveillance-config.ts';
import { applyThresholds } from './apply-thresholds.ts';
import { readThresholdSteps } from './read-threshold-steps.ts';
import { thresholdStates } from './threshold-states.ts';

/** Settings with the thresholds that the ledger records. */
export interface SettingsInEffect {
  readonly settings: SurveillanceSettings;
  /** Rows of the index about thresholds that the ledger does not prove. */
  readonly refused: readonly Refusal[];
}

/** Reads the recorded thresholds, and returns the settings with them. */
export async function settingsInEffect(
  settings: SurveillanceSettings,
  sources: CaseSources,
): Promise<SettingsInEffect> {
  const { steps, refused } = await readThresholdSteps(sources, { withReasons: false });
  // The time matters to pending proposals alone.
  return { settings: applyThresholds(settings, thresholdStates(steps, 0)), refused };
}

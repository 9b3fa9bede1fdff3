import { THRESHOLD_RULES, thresholdOf, type ThresholdRule } from '../../catalog/threshold-rule.ts';
import { thresholdIn, type SurveillanceSettings } from '../surveillance-config.ts';
import type { ThresholdStates } from './threshold-states.ts';

/** The value of a threshold that cases are judged by. */
export interface ThresholdInEffect {
  readonly rule: ThresholdRule;
  readonly value: number;
  /** The record that set it; null for the value of the configuration. */
  readonly record: number | null;
}

/** Returns the settings with the recorded thresholds in place of those of the configuration. */
export function applyThresholds(
  settings: SurveillanceSettings,
  { states }: Pick<ThresholdStates, 'states'>,
): SurveillanceSettings {
  return THRESHOLD_RULES.reduce((applied, rule) => {
    const value = states.get(rule)?.value ?? null;
    return value === null ? applied : withThreshold(applied, rule, value);
  }, settings);
}

/** Returns the thresholds that settings hold after `applyThresholds`. */
export function thresholdsInEffect(
  settings: SurveillanceSettings,
  { states }: Pick<ThresholdStates, 'states'>,
): readonly ThresholdInEffect[] {
  return THRESHOLD_RULES.map((rule) => {
    const state = states.get(rule);
    const record = state?.value == null ? null : state.setBy;
    return { rule, value: thresholdIn(settings, thresholdOf(rule)), record };
  });
}

/** Returns the settings with another threshold of a rule. */
export function withThreshold(
  settings: SurveillanceSettings,
  rule: ThresholdRule,
  value: number,
): SurveillanceSettings {
  return SETTERS[rule](settings, value);
}

type Setter = (settings: SurveillanceSettings, value: number) => SurveillanceSettings;

/** Sets the value at `Threshold.setting`. */
const SETTERS: Readonly<Record<ThresholdRule, Setter>> = {
  NEIGHBOR: (settings, houses) => ({ ...settings, neighbor: { ...settings.neighbor, houses } }),
  DECEASED: (settings, days) => ({ ...settings, deceased: { ...settings.deceased, days } }),
  DISCHARGED: (settings, days) => ({ ...settings, discharged: { ...settings.discharged, days } }),
  TERMINATED: (settings, days) => ({ ...settings, terminated: { ...settings.terminated, days } }),
  VOLUME: (settings, least) => ({ ...settings, volume: { ...settings.volume, least } }),
  BULK_DOWNLOAD: (settings, records) => ({
    ...settings,
    bulkDownload: { ...settings.bulkDownload, records },
  }),
  FIRST_CATEGORY: (settings, history) => ({
    ...settings,
    firstCategory: { ...settings.firstCategory, history },
  }),
  IMPOSSIBLE_TRAVEL: (settings, minutes) => ({
    ...settings,
    travel: { ...settings.travel, minutes },
  }),
  REPEAT_OFFENDER: (settings, days) => ({
    ...settings,
    repeatOffender: { ...settings.repeatOffender, days },
  }),
};

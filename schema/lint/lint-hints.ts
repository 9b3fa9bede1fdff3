import type { Vocabulary } from './vocabulary/vocabulary.ts';

/** What an operator's configuration and flags add to what the schemas say. */
export interface LintHints {
  /** Words besides the built-in ones. */
  readonly vocabularies: readonly Vocabulary[];
  /** Names of object types whose objects are patients, whatever they are called. */
  readonly patientTypes: readonly string[];
  /** Whether an operation is refused as a whole if its response would hold a denied value: `authorization.mode: reject`. */
  readonly refusesDenials: boolean;
}

export const NO_HINTS: LintHints = { vocabularies: [], patientTypes: [], refusesDenials: false };

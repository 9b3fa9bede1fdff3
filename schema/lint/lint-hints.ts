import type { Vocabulary } from './vocabulary/vocabulary.ts';

/** What an operator adds to what the schemas say. */
export interface LintHints {
  /** Words besides the built-in ones. */
  readonly vocabularies: readonly Vocabulary[];
  /** Names of object types whose objects are patients, whatever they are called. */
  readonly patientTypes: readonly string[];
}

export const NO_HINTS: LintHints = { vocabularies: [], patientTypes: [] };

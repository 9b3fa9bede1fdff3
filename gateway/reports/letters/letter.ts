import type { Language } from '../messages/messages.ts';
import type { LettersConfig } from './letters-config.ts';

/** A letter to a patient, independent of its file format. All texts are in its language. */
export interface Letter {
  readonly language: Language;
  readonly title: string;
  /** Null without a letterhead in the configuration. */
  readonly head: LettersConfig['hospital'];
  readonly blocks: readonly LetterBlock[];
  /** Printed at the end. */
  readonly footer: string;
}

/** A part of a letter. */
export type LetterBlock =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  /** Text that must not be overlooked. */
  | { readonly kind: 'warning'; readonly text: string }
  /** Text that few readers need. */
  | { readonly kind: 'small'; readonly text: string }
  | { readonly kind: 'facts'; readonly facts: readonly LetterFact[] }
  | { readonly kind: 'entries'; readonly entries: readonly LetterEntry[] };

/** One access or disclosure. */
export interface LetterEntry {
  readonly title: string;
  readonly facts: readonly LetterFact[];
}

/** A value with its name. */
export interface LetterFact {
  readonly label: string;
  /** Lines of the value, at least one. */
  readonly lines: readonly string[];
}

/** A fact of one line. */
export function fact(label: string, line: string): LetterFact {
  return { label, lines: [line] };
}

import { letterStyle, type LetterStyle } from '../../../reports/letters/letter-style.ts';
import { lettersSchema } from '../../../reports/letters/letters-config.ts';

/** The style of letters in a terminal, which has no configuration: English, UTC, without letterhead. */
export function plainStyle(): LetterStyle {
  return letterStyle(lettersSchema('.').parse(undefined), null);
}

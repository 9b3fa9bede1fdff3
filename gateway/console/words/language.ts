import type { Language } from '../../reports/messages/messages.ts';
import { languageOf } from './words.ts';

const KEY = 'phi-console-language';

/** The language that was chosen in this browser, else the first of the browser's that the page has, else `otherwise`. */
export function preferredLanguage(otherwise: Language): Language {
  return languageOf([localStorage.getItem(KEY) ?? '', ...navigator.languages]) ?? otherwise;
}

/** Stores a language for the next visit. */
export function keepLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
}

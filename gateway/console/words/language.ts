import { LANGUAGES, type Language } from '../../reports/messages/messages.ts';

const KEY = 'phi-console-language';

/** The language that was chosen in this browser, else the first of the browser's that the page has, else `otherwise`. */
export function preferredLanguage(otherwise: Language): Language {
  return languageOf([localStorage.getItem(KEY) ?? '', ...navigator.languages]) ?? otherwise;
}

/** The first language tag (BCP 47) of a language that the page has; null for none. */
export function languageOf(tags: readonly string[]): Language | null {
  for (const tag of tags) {
    const found = LANGUAGES.find((each) => each === tag.toLowerCase().split('-', 1)[0]);
    if (found !== undefined) return found;
  }
  return null;
}

/** Stores a language for the next visit. */
export function keepLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
}

import { ENGLISH } from './english.ts';
import { SPANISH } from './spanish.ts';
import type { Language, Messages } from './messages.ts';

const CATALOGS: Readonly<Record<Language, Messages>> = { en: ENGLISH, es: SPANISH };

/** The messages of a language. */
export function findMessages(language: Language): Messages {
  return CATALOGS[language];
}

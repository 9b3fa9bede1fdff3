import { ENGLISH } from './english.ts';
import { ENGLISH_PAGE } from './english-page.ts';
import type { PageMessages } from './page-messages.ts';
import { SPANISH } from './spanish.ts';
import { SPANISH_PAGE } from './spanish-page.ts';
import type { Language, Messages } from './messages.ts';

const CATALOGS: Readonly<Record<Language, Messages>> = { en: ENGLISH, es: SPANISH };

/** The messages of a language. */
export function findMessages(language: Language): Messages {
  return CATALOGS[language];
}

const PAGES: Readonly<Record<Language, PageMessages>> = { en: ENGLISH_PAGE, es: SPANISH_PAGE };

/** The messages of a patient's page in a language. */
export function findPageMessages(language: Language): PageMessages {
  return PAGES[language];
}

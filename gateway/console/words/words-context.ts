import { createContext, use } from 'react';
import { findMessages, findPageMessages } from '../../reports/messages/find-messages.ts';
import type { Language, Messages } from '../../reports/messages/messages.ts';
import type { PageMessages } from '../../reports/messages/page-messages.ts';

/** What the parts of the page say that patients see. */
export interface Words extends PageMessages {
  /** The words that the page shares with letters. */
  readonly letters: Pick<Messages, 'content' | 'access' | 'notice'>;
}

/** The language of a part of the page. */
export interface SpokenLanguage {
  readonly words: Words;
  /** Chooses another language; null where there is no choice. */
  readonly choose: ((language: Language) => void) | null;
}

/** The words of a language. */
export function wordsOf(language: Language): Words {
  return { ...findPageMessages(language), letters: findMessages(language) };
}

/** Pages of reviewers are in English. */
export const ENGLISH_ONLY: SpokenLanguage = { words: wordsOf('en'), choose: null };

export const LanguageContext = createContext<SpokenLanguage>(ENGLISH_ONLY);

/** The words of the language that is spoken here. */
export function useWords(): Words {
  return use(LanguageContext).words;
}

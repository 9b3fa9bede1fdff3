import { createContext, use } from 'react';
import type { Language } from '../../reports/messages/messages.ts';
import { wordsOf, type Words } from './words.ts';

/** The language of a part of the page. */
export interface SpokenLanguage {
  readonly words: Words;
  /** Chooses another language; null where there is no choice. */
  readonly choose: ((language: Language) => void) | null;
}

/** Pages of reviewers are in English. */
export const ENGLISH_ONLY: SpokenLanguage = { words: wordsOf('en'), choose: null };

export const LanguageContext = createContext<SpokenLanguage>(ENGLISH_ONLY);

/** The words of the language that is spoken here. */
export function useWords(): Words {
  return use(LanguageContext).words;
}

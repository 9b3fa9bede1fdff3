import { findMessages, findPageMessages } from '../../reports/messages/find-messages.ts';
import { LANGUAGES, type Language, type Messages } from '../../reports/messages/messages.ts';
import type { PageMessages } from '../../reports/messages/page-messages.ts';

/** What the parts of the page say that patients see. */
export interface Words extends PageMessages {
  /** The words that the page shares with letters. */
  readonly letters: Pick<Messages, 'content' | 'access' | 'notice'>;
}

/** The words of a language. */
export function wordsOf(language: Language): Words {
  return { ...findPageMessages(language), letters: findMessages(language) };
}

/** The first language tag (BCP 47) of a language that the page has; null for none. */
export function languageOf(tags: readonly string[]): Language | null {
  for (const tag of tags) {
    const found = LANGUAGES.find((each) => each === tag.toLowerCase().split('-', 1)[0]);
    if (found !== undefined) return found;
  }
  return null;
}

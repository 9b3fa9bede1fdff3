import { findMessages, findPageMessages } from '../../reports/messages/find-messages.ts';
import { LANGUAGES, type Language, type Messages } from '../../reports/messages/messages.ts';
import type { PageMessages } from '../../reports/messages/page-messages.ts';

/** What the parts of the page say that patients see. */
export interface Words extends PageMessages {
  /** The words that the page shares with letters. */
  readonly letters: Pick<Messages, 'content' | 'letter' | 'access' | 'notice'>;
  /** What the hospital calls a role or a department; undefined for the name itself. */
  readonly wordOf: (name: string) => string | undefined;
}

/** The words of a language, with those of the hospital for roles and departments. */
export function wordsOf(
  language: Language,
  ofHospital: Readonly<Record<string, string>> = {},
): Words {
  const known = new Map(Object.entries(ofHospital));
  return {
    ...findPageMessages(language),
    letters: findMessages(language),
    wordOf: (name) => known.get(name),
  };
}

/** The first language tag (BCP 47) of a language that the page has; null for none. */
export function languageOf(tags: readonly string[]): Language | null {
  for (const tag of tags) {
    const found = LANGUAGES.find((each) => each === tag.toLowerCase().split('-', 1)[0]);
    if (found !== undefined) return found;
  }
  return null;
}

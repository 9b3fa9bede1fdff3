import { use } from 'react';
import { findPageMessages } from '../../reports/messages/find-messages.ts';
import { LANGUAGES } from '../../reports/messages/messages.ts';
import { LanguageContext } from '../words/words-context.ts';

/** Chooses the language, where there is a choice. */
export function LanguageChoice() {
  const { words, choose } = use(LanguageContext);
  if (choose === null) return null;
  return (
    <select
      className="select compact"
      aria-label={words.shell.language}
      value={words.language}
      onChange={({ target }) => {
        const chosen = LANGUAGES.find((known) => known === target.value);
        if (chosen !== undefined) choose(chosen);
      }}
    >
      {LANGUAGES.map((language) => (
        <option key={language} value={language} lang={language}>
          {findPageMessages(language).languageName}
        </option>
      ))}
    </select>
  );
}

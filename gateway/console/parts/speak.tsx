import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { LanguageContext } from '../words/words-context.ts';
import type { SpokenLanguage } from '../words/words-context.ts';

/** Has the parts inside speak a language, and names it to the browser and screen readers. */
export function Speak({
  language,
  children,
}: {
  readonly language: SpokenLanguage;
  readonly children: ReactNode;
}) {
  const code = language.words.language;
  useEffect(() => {
    const { documentElement } = document;
    const before = documentElement.lang;
    documentElement.lang = code;
    return () => {
      documentElement.lang = before;
    };
  }, [code]);
  return <LanguageContext value={language}>{children}</LanguageContext>;
}

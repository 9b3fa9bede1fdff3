import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useWords } from '../words/words-context.ts';

/**
 * A screen: heading, lead, actions and content. Following a link to it moves the focus to its heading, so that a screen
 * reader announces the screen.
 */
export function Page({
  title,
  shown = null,
  lead,
  actions,
  children,
}: {
  /** Also the title of the document, which the browser's history keeps: it holds no name of a person. */
  readonly title: string;
  /** Shown in place of the title, unless it is false or null. */
  readonly shown?: ReactNode;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  const {
    language,
    shell: { product },
  } = useWords();
  const spoken = useRef(language);
  useEffect(() => {
    const isFirst = document.title === OPENED;
    document.title = `${title} · ${product}`;
    const isTranslated = spoken.current !== language;
    spoken.current = language;
    if (isFirst || isTranslated) return;
    heading.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [title, product, language]);
  return (
    <>
      <header className="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {shown || title}
          </h1>
          {lead !== undefined && <p className="lead">{lead}</p>}
        </div>
        {actions !== undefined && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </>
  );
}

/** The title of index.html. */
const OPENED = 'Access reports';

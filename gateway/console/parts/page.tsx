import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';

/**
 * A screen: heading, lead, actions and content. Following a link to it moves the focus to its heading, so that a screen
 * reader announces the screen.
 */
export function Page({
  title,
  lead,
  actions,
  children,
}: {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const isFirst = document.title === OPENED;
    document.title = `${title} · Access reports`;
    if (isFirst) return;
    heading.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [title]);
  return (
    <>
      <header className="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
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

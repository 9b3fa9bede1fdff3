import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';

/**
 * A screen: its heading, what it is about, and what can be done with it. Whoever comes to it by a link is put at
 * its heading, so that a screen reader says where they are.
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

/** As the page comes from the gateway. */
const OPENED = 'Access reports';

import { useId } from 'react';
import type { ReactNode } from 'react';

/** A section of a screen with its own heading. */
export function Section({
  title,
  note,
  children,
}: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section className="card" aria-labelledby={id}>
      <header className="card-head">
        <h2 id={id}>{title}</h2>
        {note !== undefined && <div className="card-note">{note}</div>}
      </header>
      {children}
    </section>
  );
}

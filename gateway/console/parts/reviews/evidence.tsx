import { Link } from 'wouter';
import { recordPath } from '../path.ts';

const MAX_SHOWN = 6;

/** Links to the records that show a case. */
export function Evidence({ leaves }: { readonly leaves: readonly number[] }) {
  const more = leaves.slice(MAX_SHOWN);
  return (
    <div className="evidence">
      <span className="faint">Evidence:</span> {leaves.slice(0, MAX_SHOWN).map(link)}
      {more.length > 0 && (
        <details>
          <summary>{more.length} more</summary>
          {more.map(link)}
        </details>
      )}
    </div>
  );
}

function link(leaf: number) {
  return (
    <Link key={leaf} href={recordPath(leaf)}>
      #{leaf}
    </Link>
  );
}

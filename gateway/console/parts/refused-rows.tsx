import type { EventPage } from '../api/parse-events.ts';
import { count } from '../words/numbers.ts';
import { Sign } from './sign.tsx';

/** Rows of the index that the ledger doesn't bear out. They are a finding, and never shown as if they were true. */
export function RefusedRows({ rows }: { readonly rows: EventPage['refused'] }) {
  if (rows.length === 0) return null;
  const whys = new Map(rows.map(({ leaf, why }) => [`${leaf} ${why}`, { leaf, why }]));
  return (
    <div className="notice bad" role="alert">
      <p className="notice-title">
        <Sign name="cross" /> {count(rows.length, 'row')} of this page{' '}
        {rows.length === 1 ? 'is' : 'are'} not shown: the ledger does not bear{' '}
        {rows.length === 1 ? 'it' : 'them'} out
      </p>
      <ul>
        {[...whys].map(([key, { leaf, why }]) => (
          <li key={key}>
            Record {leaf}: {why}
          </li>
        ))}
      </ul>
    </div>
  );
}

import type { Refusal } from '../api/operations.types.ts';
import { count } from '../words/numbers.ts';
import { Sign } from './sign.tsx';

/** Rows of the index that the ledger does not confirm. They are reported as a finding and never shown as rows. */
export function RefusedRows({ rows }: { readonly rows: readonly Refusal[] }) {
  if (rows.length === 0) return null;
  const distinct = new Map(rows.map((row) => [`${row.leaf} ${row.why}`, row]));
  const isOne = rows.length === 1;
  return (
    <div className="notice bad" role="alert">
      <p className="notice-title">
        <Sign name="cross" /> {count(rows.length, 'row')} of this page {isOne ? 'is' : 'are'} not
        shown: the ledger does not confirm {isOne ? 'it' : 'them'}
      </p>
      <ul>
        {[...distinct].map(([key, { leaf, why }]) => (
          <li key={key}>
            Record {leaf}: {why}
          </li>
        ))}
      </ul>
    </div>
  );
}

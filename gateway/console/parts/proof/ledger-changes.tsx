import { Link } from 'wouter';
import type { WhatChanged } from '../../api/operations.types.ts';
import { Empty } from '../empty.tsx';
import { recordPath } from '../path.ts';
import { RefusedRows } from '../refused-rows.tsx';
import { Time } from '../time.tsx';

/** Changes of the policy, of settings and of the ledger, the newest first, each linked to the record that proves it. */
export function LedgerChanges({ changes: { changes, refused } }: WhatChanged) {
  return (
    <>
      <RefusedRows rows={refused} />
      {changes.length === 0 ? (
        <Empty title="Nothing changed in this period" />
      ) : (
        <ol className="recent">
          {changes.map(({ leaf, time, text }) => (
            <li key={leaf}>
              <p>{text}</p>
              <p className="faint">
                <Time at={time} /> · <Link href={recordPath(leaf)}>record #{leaf}</Link>
              </p>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

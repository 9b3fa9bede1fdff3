import type { WhatEnds } from '../../api/operations.types.ts';
import { Time } from '../time.tsx';

/** What ends soon or has ended, and what to do. */
export function Deadlines({ deadlines }: WhatEnds) {
  if (deadlines.length === 0)
    return <p>No certificate and no retention of records ends within 90 days.</p>;
  return (
    <ul className="recent">
      {deadlines.map(({ kind, setting, at }) => (
        <li key={`${kind} ${setting}`}>
          {kind === 'CERTIFICATE' ? (
            <p>
              Certificate in <code>{setting}</code>: replace its file
            </p>
          ) : (
            <p>
              Retention of the oldest record: <code>audit prune</code> may then remove it
            </p>
          )}
          <p className={Date.parse(at) < Date.now() ? 'bad-text' : 'faint'}>
            {Date.parse(at) < Date.now() ? 'ended' : 'ends'} <Time at={at} />
          </p>
        </li>
      ))}
    </ul>
  );
}

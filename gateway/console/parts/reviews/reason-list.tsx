import { Link } from 'wouter';
import type { Reason } from '../../api/operations.types.ts';
import { REASON_TIME_WORDS } from '../../words/reviews.ts';
import { UNUSUAL_RULE_WORDS } from '../../words/unusual-rules.ts';
import { recordPath } from '../path.ts';
import { Time } from '../time.tsx';

/** Why rules find a case, each with the time and the record that it is about. */
export function ReasonList({ reasons }: { readonly reasons: readonly Reason[] }) {
  return (
    <ul className="reasons">
      {reasons.map(({ rule, text, time, leaf }) => (
        <li key={rule}>
          <span className="badge warn">{UNUSUAL_RULE_WORDS[rule]}</span>{' '}
          <span>
            {text}
            {time !== null && (
              <span className="line faint">
                {REASON_TIME_WORDS[rule]} <Time at={time} />
                {leaf !== null && (
                  <>
                    {' '}
                    · <Link href={recordPath(leaf)}>#{leaf}</Link>
                  </>
                )}
              </span>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

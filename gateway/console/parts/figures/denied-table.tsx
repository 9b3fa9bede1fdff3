import { Link } from 'wouter';
import type { Overview } from '../../api/operations.types.ts';
import { writeSearch } from '../../search/event-search.ts';
import { count, whole } from '../../words/numbers.ts';
import { ActorName } from '../people/actor-name.tsx';
import { moreDenied } from './more-denied.ts';

/** Accounts that were denied clearly more often than in the period before. */
export function DeniedTable({
  overview: { denied, deniedBefore },
  days,
  since,
}: {
  readonly overview: Overview;
  /** The length of each period. */
  readonly days: number;
  /** The first day of the period. */
  readonly since: string;
}) {
  const rows = moreDenied(denied, deniedBefore);
  if (rows.length === 0)
    return (
      <p>
        No account was denied clearly more often than in the {count(days, 'day', 'days')} before.
      </p>
    );
  return (
    <div className="table-frame">
      <table className="plain ranks">
        <caption className="visually-hidden">Denied more often than before</caption>
        <thead>
          <tr>
            <th scope="col">Actor</th>
            <th scope="col">Denied</th>
            <th scope="col">Before</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ count: { key, issuer, events }, before }) => (
            <tr key={`${key} ${issuer ?? ''}`}>
              <th scope="row">
                <ActorName subject={key} issuer={issuer} />
              </th>
              <td className="bad-text">
                <Link
                  href={`/search?${writeSearch({
                    texts: { actor: key, ...(issuer !== null && { issuer }) },
                    denied: true,
                    since,
                  })}`}
                >
                  {whole(events)}
                </Link>
              </td>
              <td className="faint">{whole(before)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import { Link } from 'wouter';
import type { Count } from '../../api/operations.types.ts';
import type { TextFilter } from '../../words/filters.ts';
import { writeSearch } from '../../search/event-search.ts';
import { whole } from '../../words/numbers.ts';
import { dayWords } from '../../words/times.ts';

/** The figures of the charts as a table. Each day links to its events. */
export function DayTable({
  days,
  texts,
  isLinked = true,
}: {
  readonly days: readonly Count[];
  readonly texts: Readonly<Partial<Record<TextFilter, string>>>;
  readonly isLinked?: boolean;
}) {
  return (
    <details className="as-table">
      <summary>The charts as a table</summary>
      <div className="table-frame short" role="region" aria-label="Events by day" tabIndex={0}>
        <table className="plain">
          <caption>Events by day; the newest first</caption>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Accesses and attempts</th>
              <th scope="col">Denied</th>
              <th scope="col">Break-glass</th>
            </tr>
          </thead>
          <tbody>
            {days.toReversed().map(({ key, events, denied, breakGlass }) => (
              <tr key={key}>
                <th scope="row">
                  {isLinked ? (
                    <Link href={`/search?${writeSearch({ texts, since: key, until: key })}`}>
                      {dayWords(key)}
                    </Link>
                  ) : (
                    dayWords(key)
                  )}
                </th>
                <td>{whole(events)}</td>
                <td>{whole(denied)}</td>
                <td>{whole(breakGlass)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

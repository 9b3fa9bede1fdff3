import { Link } from 'wouter';
import { EVENTS_QUESTION } from '../../api/parse-events.ts';
import type { AccessEvent } from '../../api/parse-events.ts';
import type { EventSearch } from '../../search/event-search.ts';
import { filterOf, readSearch, writeSearch } from '../../search/event-search.ts';
import { useQuestion } from '../../api/use-question.ts';
import { Answer } from '../answer.tsx';
import { Empty } from '../empty.tsx';
import { actorPath, patientPath, recordPath } from '../path.ts';
import { Section } from '../section.tsx';
import { Time } from '../time.tsx';

/** The newest events of a kind that somebody should look at, each in a few lines. */
export function RecentEvents({
  title,
  search,
  empty,
}: {
  readonly title: string;
  readonly search: Partial<EventSearch>;
  readonly empty: string;
}) {
  const query = writeSearch(search);
  const asked = useQuestion(EVENTS_QUESTION, {
    first: 5,
    after: null,
    filter: filterOf(readSearch(query)),
    orderBy: { field: 'TIME', direction: 'DESC' },
  });
  return (
    <Section title={title}>
      <Answer asked={asked} what="Reading events">
        {({ events, total }) =>
          events.length === 0 ? (
            <Empty title={empty} />
          ) : (
            <>
              <ol className="recent">
                {events.map((event) => (
                  <Item key={event.id} event={event} />
                ))}
              </ol>
              <p className="card-foot">
                <Link href={`/search?${query}`}>All {total}</Link>
              </p>
            </>
          )
        }
      </Answer>
    </Section>
  );
}

function Item({ event }: { readonly event: AccessEvent }) {
  return (
    <li>
      <p>
        {event.actor === null ? (
          'Somebody'
        ) : (
          <Link href={actorPath(event.actor, event.issuer)}>{event.actorName ?? event.actor}</Link>
        )}{' '}
        opened{' '}
        {event.patient === null ? (
          'a record'
        ) : (
          <Link href={patientPath(event.patient)} className="id">
            {event.patient}
          </Link>
        )}
      </p>
      {event.breakGlass?.reason && <q className="reason">{event.breakGlass.reason}</q>}
      <p className="faint">
        <Time at={event.time} /> · <Link href={recordPath(event.leaf)}>record #{event.leaf}</Link>
      </p>
    </li>
  );
}

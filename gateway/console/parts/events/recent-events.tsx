import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { AccessEvent } from '../../api/operations.types.ts';
import { useReportQuery } from '../../api/use-report-query.ts';
import { filterOf, readSearch, writeSearch } from '../../search/event-search.ts';
import type { EventSearch } from '../../search/event-search.ts';
import { Empty } from '../empty.tsx';
import { ActorName } from '../people/actor-name.tsx';
import { PatientName } from '../people/patient-name.tsx';
import { recordPath } from '../path.ts';
import { QueryResult } from '../query-result.tsx';
import { Section } from '../section.tsx';
import { Time } from '../time.tsx';

/** The newest events of a search, each in a few lines. */
export function RecentEvents({
  title,
  search,
  empty,
  children,
}: {
  readonly title: string;
  readonly search: Partial<EventSearch>;
  /** Shown if there are none. */
  readonly empty: string;
  /** Shown above them. */
  readonly children?: ReactNode;
}) {
  const address = writeSearch(search);
  const query = useReportQuery('Events', {
    first: 5,
    after: null,
    filter: filterOf(readSearch(address)),
    orderBy: { field: 'TIME', direction: 'DESC' },
  });
  return (
    <Section title={title}>
      {children}
      <QueryResult query={query} loading="Reading events">
        {({ events: { edges, totalCount } }) =>
          edges.length === 0 ? (
            <Empty title={empty} />
          ) : (
            <>
              <ol className="recent">
                {edges.map(({ node }) => (
                  <Item key={node.id} event={node} />
                ))}
              </ol>
              <p className="card-foot">
                <Link href={`/search?${address}`}>All {totalCount}</Link>
              </p>
            </>
          )
        }
      </QueryResult>
    </Section>
  );
}

function Item({ event }: { readonly event: AccessEvent }) {
  return (
    <li>
      <p>
        {event.actor === null ? (
          'The gateway'
        ) : (
          <ActorName
            subject={event.actor}
            issuer={event.issuer}
            recordedName={event.actorName}
            isShort
          />
        )}{' '}
        opened {event.patient === null ? 'a record' : <PatientName id={event.patient} isShort />}
      </p>
      {event.breakGlass?.reason && <q className="reason">{event.breakGlass.reason}</q>}
      <p className="faint">
        <Time at={event.time} /> · <Link href={recordPath(event.leaf)}>record #{event.leaf}</Link>
      </p>
    </li>
  );
}

import type { AccessEvent, EventField } from '../../api/operations.types.ts';
import { isOfSeveralIssuers } from '../../words/issuers.ts';
import type { Order } from '../../search/list-address.ts';
import type { Column } from './event-columns.ts';
import { EventRow } from './event-row.tsx';
import { Sign } from '../sign.tsx';

/** A table of events. With `onSort` the column headers are buttons. */
export function EventTable({
  caption,
  events,
  columns,
  order,
  onSort,
}: {
  readonly caption: string;
  readonly events: readonly AccessEvent[];
  readonly columns: readonly Column[];
  readonly order?: Order<EventField>;
  readonly onSort?: (order: Order<EventField>) => void;
}) {
  const areIssuersShown = isOfSeveralIssuers(events.map(({ issuer }) => issuer));
  return (
    <div className="table-frame">
      <table className="events" role="table">
        <caption>{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <Head
                key={column.key}
                column={column}
                order={order ?? null}
                onSort={onSort ?? null}
              />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {events.map((event) => (
            <EventRow
              key={event.id}
              event={event}
              columns={columns}
              areIssuersShown={areIssuersShown}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head({
  column: { key, label, field },
  order,
  onSort,
}: {
  readonly column: Column;
  readonly order: Order<EventField> | null;
  readonly onSort: ((order: Order<EventField>) => void) | null;
}) {
  const sorted = order?.field === field ? order.direction : null;
  const next = sorted === 'DESC' ? 'ASC' : 'DESC';
  return (
    <th
      scope="col"
      role="columnheader"
      className={`cell-${key}`}
      aria-sort={sorted === null ? undefined : sorted === 'ASC' ? 'ascending' : 'descending'}
    >
      {onSort === null ? (
        label
      ) : (
        <button type="button" onClick={() => onSort({ field, direction: next })}>
          {label} <Sign name={sorted === null ? 'both' : SIGNS[sorted]} />
        </button>
      )}
    </th>
  );
}

const SIGNS = { ASC: 'up', DESC: 'down' } as const;

import type { Events } from '../../api/operations.types.ts';
import { pageOf } from '../../api/result-page.ts';
import { useReportQuery } from '../../api/use-report-query.ts';
import { filterOf } from '../../search/event-search.ts';
import type { EventSearch } from '../../search/event-search.ts';
import { FIRST_PAGE } from '../../search/list-address.ts';
import { FILTER_WORDS } from '../../words/filters.ts';
import { isCode } from '../../words/is-code.ts';
import { Empty } from '../empty.tsx';
import { Pager } from '../pager.tsx';
import { QueryResult } from '../query-result.tsx';
import { RefusedRows } from '../refused-rows.tsx';
import type { Column } from './event-columns.ts';
import { EventTable } from './event-table.tsx';
import { usePageSize } from '../use-page-size.ts';

/** A page of events. It fetches and renders at most {@link MAX_ROWS} of them. */
export function EventList({
  caption,
  search,
  columns,
  onSearch,
}: {
  readonly caption: string;
  readonly search: EventSearch;
  readonly columns: readonly Column[];
  readonly onSearch: (search: EventSearch) => void;
}) {
  const query = useReportQuery('Events', {
    first: usePageSize(MAX_ROWS),
    after: search.after,
    filter: filterOf(search),
    orderBy: search.order,
  });
  const show = ({ events }: Events) => {
    const page = pageOf(events);
    if (page.rows.length === 0 && page.refused.length === 0)
      return <NoEvents search={search} unmet={events.unmet} />;
    return (
      <>
        <RefusedRows rows={page.refused} />
        <EventTable
          caption={caption}
          events={page.rows}
          columns={columns}
          order={search.order}
          onSort={(order) => onSearch({ ...search, ...FIRST_PAGE, order })}
        />
        <Pager place={search} page={page} onGo={(place) => onSearch({ ...search, ...place })} />
      </>
    );
  };
  return (
    <QueryResult query={query} loading="Reading events">
      {show}
    </QueryResult>
  );
}

const MAX_ROWS = 50;

function NoEvents({
  search: { texts },
  unmet,
}: {
  readonly search: EventSearch;
  /** Names of text filters whose value is in no record. */
  readonly unmet: readonly string[];
}) {
  const values = unmet.flatMap((name) =>
    isCode(FILTER_WORDS, name) ? [`the ${FILTER_WORDS[name]} “${texts[name] ?? ''}”`] : [],
  );
  const list = new Intl.ListFormat('en-US', { type: 'disjunction' }).format(values);
  return (
    <Empty title="No event matches">
      {values.length === 0 ? (
        <p>Widen the period, or remove a part of the filter.</p>
      ) : (
        <p>No record names {list}. Check the spelling.</p>
      )}
    </Empty>
  );
}

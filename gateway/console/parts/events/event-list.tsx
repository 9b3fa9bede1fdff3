import { EVENTS_QUESTION } from '../../api/parse-events.ts';
import type { EventPage } from '../../api/parse-events.ts';
import type { EventSearch } from '../../search/event-search.ts';
import { filterOf } from '../../search/event-search.ts';
import { useQuestion } from '../../api/use-question.ts';
import { FILTER_WORDS, TEXT_FILTERS } from '../../words/filters.ts';
import { Answer } from '../answer.tsx';
import { Empty } from '../empty.tsx';
import type { Column } from './event-columns.ts';
import { EventTable } from './event-table.tsx';
import { Pager } from '../pager.tsx';
import { RefusedRows } from '../refused-rows.tsx';

/** A page of events: never more than {@link PAGE} of them are fetched or drawn, however many there are. */
export function EventList({
  caption,
  search,
  columns,
  onSearch,
  isLinked = true,
}: {
  readonly caption: string;
  readonly search: EventSearch;
  readonly columns: readonly Column[];
  readonly onSearch: (search: EventSearch) => void;
  readonly isLinked?: boolean;
}) {
  const asked = useQuestion(EVENTS_QUESTION, {
    first: PAGE,
    after: search.after,
    filter: filterOf(search),
    orderBy: search.order,
  });
  const restart = { after: null, skipped: 0 };
  const show = ({ events, total, next, unmet, refused }: EventPage) => {
    if (events.length === 0 && refused.length === 0)
      return (
        <Empty title="No event fits">
          {unmet.length === 0 ? (
            <p>Widen the period, or leave out a part of the filter.</p>
          ) : (
            <p>No record at all tells of {namesIn(search, unmet)}. Perhaps it is misspelt.</p>
          )}
        </Empty>
      );
    const { skipped } = search;
    const step = skipped + events.length;
    return (
      <>
        <RefusedRows rows={refused} />
        <EventTable
          caption={caption}
          events={events}
          columns={columns}
          order={search.order}
          onSort={(order) => onSearch({ ...search, ...restart, order })}
          isLinked={isLinked}
        />
        <Pager
          skipped={skipped}
          shown={events.length}
          total={total}
          onFirst={search.after === null ? null : () => onSearch({ ...search, ...restart })}
          onNext={next === null ? null : () => onSearch({ ...search, after: next, skipped: step })}
        />
      </>
    );
  };
  return (
    <Answer asked={asked} what="Reading events">
      {show}
    </Answer>
  );
}

/** What was asked for by these parts of the filter, as the form calls them. */
function namesIn({ texts }: EventSearch, parts: readonly string[]): string {
  const names = TEXT_FILTERS.filter((name) => parts.includes(name)).map(
    (name) => `the ${FILTER_WORDS[name]} “${texts[name] ?? ''}”`,
  );
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(names);
}

const PAGE = 50;

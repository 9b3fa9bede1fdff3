import { pageOf } from '../../api/result-page.ts';
import { useReportQuery } from '../../api/use-report-query.ts';
import { filterOf } from '../../search/event-search.ts';
import type { EventSearch } from '../../search/event-search.ts';
import { FIRST_PAGE } from '../../search/list-address.ts';
import { useSession } from '../../session/session-context.tsx';
import { momentsOf } from '../../words/moments.ts';
import { useWords } from '../../words/words-context.ts';
import { ChoiceField } from '../choice-field.tsx';
import { Empty } from '../empty.tsx';
import { Pager } from '../pager.tsx';
import { QueryResult } from '../query-result.tsx';
import { OwnAccess } from './own-access.tsx';

/** The accesses to the patient's record, page by page. */
export function OwnAccesses({
  search,
  onSearch,
}: {
  readonly search: EventSearch;
  readonly onSearch: (search: EventSearch) => void;
}) {
  const words = useWords();
  const { record } = words;
  const moments = momentsOf(words, useSession().settings);
  const query = useReportQuery('Events', {
    first: PAGE_SIZE,
    after: search.after,
    filter: filterOf(search),
    orderBy: { field: 'TIME', direction: search.order.direction },
  });
  return (
    <>
      <div className="form-grid">
        <ChoiceField
          label={record.show}
          choices={Object.entries(record.shown)}
          hasAny={false}
          value={search.breakGlass ? 'emergency' : search.denied ? 'refused' : 'all'}
          onChange={(shown) =>
            onSearch({
              ...search,
              ...FIRST_PAGE,
              breakGlass: shown === 'emergency',
              denied: shown === 'refused',
            })
          }
        />
        <ChoiceField
          label={record.order}
          choices={[
            ['DESC', record.newest],
            ['ASC', record.oldest],
          ]}
          hasAny={false}
          value={search.order.direction}
          onChange={(direction) =>
            onSearch({
              ...search,
              ...FIRST_PAGE,
              order: { field: 'TIME', direction: direction === 'ASC' ? 'ASC' : 'DESC' },
            })
          }
        />
      </div>
      <QueryResult query={query} loading={record.reading}>
        {({ events }) => {
          const page = pageOf(events);
          const refused = page.refused.length;
          if (page.rows.length === 0 && refused === 0)
            return (
              <Empty title={record.none.title}>
                <p>{record.none.text}</p>
              </Empty>
            );
          return (
            <>
              {refused > 0 && (
                <p className="notice bad" role="alert">
                  {record.notProven(refused)}
                </p>
              )}
              <p className="faint">{record.zone(moments.zone)}</p>
              <ol className="own-accesses">
                {page.rows.map((event) => (
                  <OwnAccess key={event.id} event={event} moments={moments} />
                ))}
              </ol>
              <Pager
                place={search}
                page={page}
                onGo={(place) => onSearch({ ...search, ...place })}
              />
            </>
          );
        }}
      </QueryResult>
    </>
  );
}

/** So few that a page is bearable on a phone. */
const PAGE_SIZE = 20;

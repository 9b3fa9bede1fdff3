import { useState } from 'react';
import type { OwnEvent, OwnQuestions } from '../../api/operations.types.ts';
import { pageOf } from '../../api/result-page.ts';
import { useReportQuery, type ReportQuery } from '../../api/use-report-query.ts';
import { filterOf } from '../../search/event-search.ts';
import type { EventSearch } from '../../search/event-search.ts';
import { FIRST_PAGE } from '../../search/list-address.ts';
import type { Moments } from '../../words/moments.ts';
import { useWords } from '../../words/words-context.ts';
import { ChoiceField } from '../choice-field.tsx';
import { Empty } from '../empty.tsx';
import { Pager } from '../pager.tsx';
import { QueryResult } from '../query-result.tsx';
import { Sign } from '../sign.tsx';
import { AskDialog } from './ask-dialog.tsx';
import { OwnAccess } from './own-access.tsx';
import { usePageSize } from '../use-page-size.ts';

/** The accesses to the patient's record, page by page. */
export function OwnAccesses({
  search,
  onSearch,
  questions,
  moments,
}: {
  readonly search: EventSearch;
  readonly questions: ReportQuery<OwnQuestions>;
  readonly moments: Moments;
  readonly onSearch: (search: EventSearch) => void;
}) {
  const words = useWords();
  const { record } = words;
  const [asking, setAsking] = useState<Asking | null>(null);
  const [isSent, setSent] = useState(false);
  const known = questions.data?.questions;
  const query = useReportQuery('OwnEvents', {
    first: usePageSize(MAX_ROWS),
    after: search.after,
    filter: filterOf(search),
    orderBy: { field: 'TIME', direction: search.order.direction },
  });
  return (
    <>
      <div className="form-grid wide">
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
      <p role="status" className="good-text">
        {isSent && (
          <>
            <Sign name="check" /> {words.questions.sent}
          </>
        )}
      </p>
      {asking !== null && (
        <AskDialog
          {...asking}
          onAsked={() => {
            setAsking(null);
            setSent(true);
            questions.again();
          }}
          onClose={() => setAsking(null)}
        />
      )}
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
                  <OwnAccess
                    key={event.id}
                    event={event}
                    question={known && (known.find((each) => each.event === event.id) ?? null)}
                    moments={moments}
                    onAsk={(about) => setAsking({ event, about })}
                  />
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

/** The access that a question is being asked about. */
interface Asking {
  readonly event: OwnEvent;
  readonly about: string;
}

/** So few that a page is bearable on a phone. */
const MAX_ROWS = 20;

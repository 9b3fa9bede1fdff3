import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { CountBy, EventFilter } from '../../api/operations.types.ts';
import { useReportQuery } from '../../api/use-report-query.ts';
import { dayBefore, startOf, TIME_ZONE } from '../../search/days.ts';
import { filterOf, readSearch, writeSearch } from '../../search/event-search.ts';
import type { EventSearch } from '../../search/event-search.ts';
import type { TextFilter } from '../../words/filters.ts';
import type { FileChoice } from '../../words/formats.ts';
import { timeZoneWords } from '../../words/times.ts';
import type { Column } from '../events/event-columns.ts';
import { EventList } from '../events/event-list.tsx';
import { ExportForm } from '../export/export-form.tsx';
import { DayTable } from '../figures/day-table.tsx';
import { lastDays } from '../figures/days.ts';
import { Tiles } from '../figures/tiles.tsx';
import { TopTable } from '../figures/top-table.tsx';
import { PAGED } from '../paged-history.ts';
import type { PathOf } from '../path.ts';
import { QueryResult } from '../query-result.tsx';
import { Section } from '../section.tsx';
import { useNow } from '../use-now.ts';

/** A table of the most frequent values in the events of the subject. */
export interface Top {
  readonly by: CountBy;
  readonly title: string;
  readonly what: string;
  readonly pathOf: PathOf | null;
  readonly words?: (key: string) => string;
}

/** The report of a patient, an actor or a field: counts by day, the most frequent values, and each event. */
export function SubjectReport({
  subject,
  value,
  also = {},
  tops,
  columns,
  caption,
  files,
}: {
  readonly subject: TextFilter;
  readonly value: string;
  /** Further filters that identify the subject. The address holds them too. */
  readonly also?: EventSearch['texts'];
  readonly tops: readonly Top[];
  readonly columns: readonly Column[];
  readonly caption: string;
  /** The formats of the download. */
  readonly files: readonly FileChoice[];
}) {
  const now = useNow();
  const [path, navigate] = useLocation();
  const address = useSearch();
  const [texts] = useState({ ...also, [subject]: value });
  const search: EventSearch = { ...readSearch(address), texts, hasOversight: true };
  const since = dayBefore(now, DAYS - 1);
  const days = useReportQuery('Counts', {
    by: 'DAY',
    filter: { ...texts, since: startOf(dayBefore(now, 2 * DAYS - 1)), oversight: false },
    first: 2 * DAYS,
    timeZone: TIME_ZONE,
  });
  const go = (next: EventSearch) =>
    navigate(
      `${path}?${writeSearch({ ...next, texts: also, hasOversight: false })}`,
      next.after === null ? {} : { state: PAGED },
    );
  return (
    <>
      <QueryResult query={days} loading="Counting">
        {({ counts }) => {
          const both = lastDays(counts, 2 * DAYS, now);
          const period = both.slice(DAYS);
          return (
            <>
              <p className="faint">
                The last {DAYS} days, {timeZoneWords()}
              </p>
              <Tiles days={period} before={both.slice(0, DAYS)} search={{ texts, since }} />
              <DayTable days={period} texts={texts} />
            </>
          );
        }}
      </QueryResult>
      <div className="columns three">
        {tops.map((top) => (
          <TopOf
            key={top.by}
            top={top}
            filter={{ ...texts, since: startOf(since), oversight: false }}
          />
        ))}
      </div>
      <Section title="Every event" note={<ExportForm choices={files} filter={filterOf(search)} />}>
        <EventList caption={caption} search={search} columns={columns} onSearch={go} />
      </Section>
    </>
  );
}

const DAYS = 30;

function TopOf({ top, filter }: { readonly top: Top; readonly filter: EventFilter }) {
  const { by, title, what, pathOf, words } = top;
  const query = useReportQuery('Counts', { by, filter, first: 6 });
  return (
    <Section title={title}>
      <QueryResult query={query} loading="Counting">
        {({ counts }) => (
          <TopTable
            caption={title}
            what={what}
            counts={counts}
            pathOf={pathOf}
            {...(words === undefined ? {} : { words })}
          />
        )}
      </QueryResult>
    </Section>
  );
}

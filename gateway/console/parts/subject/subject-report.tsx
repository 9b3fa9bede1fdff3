import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { dayBefore, startOf, TIME_ZONE } from '../../search/days.ts';
import type { EventSearch } from '../../search/event-search.ts';
import { filterOf, readSearch, writeSearch } from '../../search/event-search.ts';
import { COUNTS_QUESTION } from '../../api/parse-counts.ts';
import { useQuestion } from '../../api/use-question.ts';
import { Answer } from '../answer.tsx';
import { DayTable } from '../figures/day-table.tsx';
import { lastDays } from '../figures/days.ts';
import type { Column } from '../events/event-columns.ts';
import type { TextFilter } from '../../words/filters.ts';
import type { FileChoice } from '../../words/formats.ts';
import { EventList } from '../events/event-list.tsx';
import { ExportForm } from '../export/export-form.tsx';
import { PAGED } from '../is-paged.ts';
import type { PathOf } from '../path.ts';
import { Section } from '../section.tsx';
import { Tiles } from '../figures/tiles.tsx';
import { TopTable } from '../figures/top-table.tsx';
import { useNow } from '../use-now.ts';
import { timeZoneWords } from '../../words/times.ts';

/** Something else that events of the subject are counted by. */
export interface Top {
  readonly by: 'ACTOR' | 'PATIENT' | 'COORDINATE' | 'CATEGORY' | 'PURPOSE' | 'RELATION';
  readonly title: string;
  readonly what: string;
  readonly pathOf: PathOf | null;
  readonly words?: (key: string) => string;
}

/** What there is to say about a patient, an actor or a field: over time, by what else, and each event. */
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
  /** What else tells the subject from others; the address says it too. */
  readonly also?: EventSearch['texts'];
  readonly tops: readonly Top[];
  readonly columns: readonly Column[];
  readonly caption: string;
  /** What the events can be downloaded as. */
  readonly files: readonly FileChoice[];
}) {
  const now = useNow();
  const [path, navigate] = useLocation();
  const asked = useSearch();
  const [texts] = useState({ ...also, [subject]: value });
  const search: EventSearch = { ...readSearch(asked), texts };
  const since = dayBefore(now, DAYS - 1);
  const days = useQuestion(COUNTS_QUESTION, {
    by: 'DAY',
    filter: { ...texts, since: startOf(dayBefore(now, 2 * DAYS - 1)), oversight: false },
    first: 2 * DAYS,
    timeZone: TIME_ZONE,
  });
  const go = (next: EventSearch) =>
    navigate(
      `${path}?${writeSearch({ ...next, texts: also })}`,
      next.after === null ? {} : { state: PAGED },
    );
  return (
    <>
      <Answer asked={days} what="Counting">
        {(counts) => {
          const both = lastDays(counts, 2 * DAYS, now);
          const period = both.slice(DAYS);
          return (
            <>
              <p className="faint">
                The last {DAYS} days, {timeZoneWords()}
              </p>
              <Tiles
                days={period}
                before={both.slice(0, DAYS)}
                search={{ texts, since, isWithoutOversight: true }}
              />
              <DayTable days={period} texts={texts} />
            </>
          );
        }}
      </Answer>
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

function TopOf({ top, filter }: { readonly top: Top; readonly filter: object }) {
  const { by, title, what, pathOf, words } = top;
  const counts = useQuestion(COUNTS_QUESTION, { by, filter, first: 6 });
  return (
    <Section title={title}>
      <Answer asked={counts} what="Counting">
        {(known) => (
          <TopTable
            caption={title}
            what={what}
            counts={known}
            pathOf={pathOf}
            {...(words === undefined ? {} : { words })}
          />
        )}
      </Answer>
    </Section>
  );
}

import { useLocation, useSearch } from 'wouter';
import type { EventSearch } from '../search/event-search.ts';
import { filterOf, readSearch, writeSearch } from '../search/event-search.ts';
import { COUNTS_QUESTION } from '../api/parse-counts.ts';
import { useQuestion } from '../api/use-question.ts';
import { Answer } from '../parts/answer.tsx';
import { columnsWithout } from '../parts/events/event-columns.ts';
import { EventList } from '../parts/events/event-list.tsx';
import { ExportForm } from '../parts/export/export-form.tsx';
import { PAGED } from '../parts/is-paged.ts';
import { Page } from '../parts/page.tsx';
import { Section } from '../parts/section.tsx';
import { TopTable } from '../parts/figures/top-table.tsx';
import { rowFormats } from '../words/formats.ts';
import { RELATION_WORDS } from '../words/relations.ts';

/** What a patient sees: who has seen their own record, and nothing of anybody else's. */
export function OwnRecord({ patient }: { readonly patient: string }) {
  const [, navigate] = useLocation();
  const search: EventSearch = { ...readSearch(useSearch()), texts: { patient } };
  const relations = useQuestion(COUNTS_QUESTION, {
    by: 'RELATION',
    filter: { patient },
    first: 10,
  });
  const go = (next: EventSearch) =>
    navigate(
      `/?${writeSearch({ ...next, texts: {} })}`,
      next.after === null ? {} : { state: PAGED },
    );
  return (
    <Page
      title="Who has seen your record"
      lead="Every access and every attempt that the hospital has recorded. Nobody can change these records without it being noticed."
    >
      <Section title="Why they could">
        <Answer asked={relations} what="Counting">
          {(counts) => (
            <TopTable
              caption="Why they could"
              what="Reason"
              counts={counts}
              pathOf={null}
              words={(key) => RELATION_WORDS.get(key) ?? key}
            />
          )}
        </Answer>
      </Section>
      <Section title="Every access" note={<ExportForm choices={FILES} filter={filterOf(search)} />}>
        <EventList
          caption="Accesses to your record and attempts"
          search={search}
          columns={COLUMNS}
          onSearch={go}
          isLinked={false}
        />
      </Section>
      <p className="faint">
        Does something look wrong? Tell the privacy office of the hospital the time and who it was.
      </p>
    </Page>
  );
}

/** A record may hold other patients too, so it is not shown here. */
const COLUMNS = columnsWithout('patient', 'record');

const FILES = rowFormats('patient');

import { useLocation, useSearch } from 'wouter';
import type { EventSearch } from '../search/event-search.ts';
import { filterOf, readSearch, writeSearch } from '../search/event-search.ts';
import { useReportQuery } from '../api/use-report-query.ts';
import { QueryResult } from '../parts/query-result.tsx';
import { columnsWithout } from '../parts/events/event-columns.ts';
import { EventList } from '../parts/events/event-list.tsx';
import { ExportForm } from '../parts/export/export-form.tsx';
import { PAGED } from '../parts/paged-history.ts';
import { Page } from '../parts/page.tsx';
import { Section } from '../parts/section.tsx';
import { TopTable } from '../parts/figures/top-table.tsx';
import { ACCESS_LETTER, rowFormats } from '../words/formats.ts';
import { EXPLANATIONS } from '../words/explanations.ts';
import { RELATION_WORDS } from '../words/relations.ts';

/** The report for a patient: the accesses to their own record, and nothing else. */
export function OwnRecord({ patient }: { readonly patient: string }) {
  const [, navigate] = useLocation();
  const search: EventSearch = {
    ...readSearch(useSearch()),
    texts: { patient },
    // What officers do on the ledger opens no record.
    hasOversight: false,
  };
  const relations = useReportQuery('Counts', {
    by: 'RELATION',
    filter: { patient, oversight: false },
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
      lead="Every recorded access and attempt. A change to these records would be detected."
      actions={
        <ExportForm
          choices={ACCESS_LETTER}
          filter={{ patient }}
          label="Letter"
          button="Download letter"
        />
      }
    >
      <Section title="Why they had access">
        <QueryResult query={relations} loading="Counting">
          {({ counts }) => (
            <TopTable
              caption="Why they had access"
              what="Reason"
              counts={counts}
              pathOf={null}
              words={(key) => RELATION_WORDS.get(key) ?? key}
            />
          )}
        </QueryResult>
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
      <Section title="What the words mean">
        <dl className="facts">
          {EXPLANATIONS.map(([term, text]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </Section>
      <p className="faint">
        Does something look wrong? Report the time and the name to the privacy office.
      </p>
    </Page>
  );
}

/** Without links to records, which may name other patients. */
const COLUMNS = columnsWithout('patient', 'record');

const FILES = rowFormats('patient');

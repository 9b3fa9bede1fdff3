import { useLocation, useSearch } from 'wouter';
import type { EventSearch } from '../search/event-search.ts';
import { filterOf, readSearch, writeSearch } from '../search/event-search.ts';
import { FIRST_PAGE } from '../search/list-address.ts';
import { useReportQuery } from '../api/use-report-query.ts';
import { BreakGlassNotice } from '../parts/own/break-glass-notice.tsx';
import { OwnAccesses } from '../parts/own/own-accesses.tsx';
import { OwnQuestions } from '../parts/own/own-questions.tsx';
import { QueryResult } from '../parts/query-result.tsx';
import { ExportForm } from '../parts/export/export-form.tsx';
import { PAGED } from '../parts/paged-history.ts';
import { Page } from '../parts/page.tsx';
import { Section } from '../parts/section.tsx';
import { useSession } from '../session/session-context.tsx';
import { explanationsOf } from '../words/explanations.ts';
import { ownFiles, ownLetters } from '../words/formats.ts';
import { isCode } from '../words/is-code.ts';
import { momentsOf } from '../words/moments.ts';
import { useWords } from '../words/words-context.ts';

/** The report for a patient: the accesses to their own record, and nothing else. */
export function OwnRecord({ patient }: { readonly patient: string }) {
  const words = useWords();
  const { files, record, letters, language } = words;
  const [, navigate] = useLocation();
  const search: EventSearch = {
    ...readSearch(useSearch()),
    texts: { patient },
    // What officers do on the ledger opens no record.
    hasOversight: false,
  };
  const { settings } = useSession();
  const moments = momentsOf(words, settings);
  const questions = useReportQuery('OwnQuestions', {});
  const go = (next: EventSearch) =>
    navigate(
      `/?${writeSearch({ ...next, texts: {} })}`,
      next.after === null ? {} : { state: PAGED },
    );
  return (
    <Page
      title={letters.access.title}
      lead={record.lead}
      actions={
        <ExportForm
          choices={ownLetters(files, settings.patientPage)}
          filter={{ patient }}
          language={language}
          label={files.letter}
          button={files.downloadLetter}
        />
      }
    >
      <BreakGlassNotice
        patient={patient}
        onShow={() => go({ ...search, ...FIRST_PAGE, breakGlass: true, denied: false })}
      />
      <WhyAccess patient={patient} />
      <Section
        title={record.listTitle}
        note={<ExportForm choices={ownFiles(files)} filter={filterOf(search)} />}
      >
        <OwnAccesses search={search} onSearch={go} questions={questions} moments={moments} />
      </Section>
      <OwnQuestions query={questions} moments={moments} />
      <Section title={record.wordsTitle}>
        <dl className="facts">
          {explanationsOf(words).map(([term, text]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </Section>
    </Page>
  );
}

/** How often each relation permitted access. */
function WhyAccess({ patient }: { readonly patient: string }) {
  const { record, letters } = useWords();
  const { relations: names } = letters.access;
  const relations = useReportQuery('Counts', {
    by: 'RELATION',
    filter: { patient, oversight: false },
    first: 10,
  });
  return (
    <Section title={record.whyTitle}>
      <QueryResult query={relations} loading={record.counting}>
        {({ counts }) => (
          <dl className="facts wide">
            {counts
              .filter(({ key }) => key !== '')
              .map(({ key, events }) => (
                <div key={key}>
                  <dt>{isCode(names, key) ? names[key] : key}</dt>
                  <dd>{record.times(events)}</dd>
                </div>
              ))}
          </dl>
        )}
      </QueryResult>
    </Section>
  );
}

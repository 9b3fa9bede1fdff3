import { useReportQuery } from '../api/use-report-query.ts';
import { QueryResult } from '../parts/query-result.tsx';
import { Empty } from '../parts/empty.tsx';
import { columnsWithout } from '../parts/events/event-columns.ts';
import { FieldRule } from '../parts/subject/field-rule.tsx';
import { Page } from '../parts/page.tsx';
import { actorPath, patientPath } from '../parts/path.ts';
import { Section } from '../parts/section.tsx';
import { SubjectReport } from '../parts/subject/subject-report.tsx';
import type { Top } from '../parts/subject/subject-report.tsx';
import { rowFormats } from '../words/formats.ts';
import { RELATION_WORDS } from '../words/relations.ts';

/** The report of a field: the policy in force, and who has accessed it. */
export function Field({ coordinate }: { readonly coordinate: string }) {
  const policy = useReportQuery('Field', { coordinate });
  return (
    <Page title={`Field ${coordinate}`} lead="Who may see it by the policy in force, and who has">
      <Section title="Rule in force">
        <QueryResult query={policy} loading="Reading the policy">
          {({ field }) =>
            field === null ? (
              <Empty title="The policy in force has no such field">
                <p>It may have existed when these events were recorded.</p>
              </Empty>
            ) : (
              <FieldRule policy={field} />
            )
          }
        </QueryResult>
      </Section>
      <SubjectReport
        subject="coordinate"
        value={coordinate}
        tops={TOPS}
        columns={COLUMNS}
        files={FILES}
        caption="Accesses to this field and attempts, each proven against the ledger"
      />
    </Page>
  );
}

const FILES = rowFormats('field');
const COLUMNS = columnsWithout();

const TOPS: readonly Top[] = [
  { by: 'ACTOR', title: 'By actor', what: 'Actor', pathOf: actorPath },
  { by: 'PATIENT', title: 'By patient', what: 'Patient', pathOf: patientPath },
  {
    by: 'RELATION',
    title: 'By relation',
    what: 'Relation',
    pathOf: null,
    words: (key) => RELATION_WORDS.get(key) ?? key,
  },
];

import { Link } from 'wouter';
import { columnsWithout } from '../parts/events/event-columns.ts';
import { Page } from '../parts/page.tsx';
import { BackgroundCheck } from '../parts/proof/background-check.tsx';
import { actorPath, disclosuresPath, fieldPath } from '../parts/path.ts';
import { SubjectReport } from '../parts/subject/subject-report.tsx';
import type { Top } from '../parts/subject/subject-report.tsx';
import { PATIENT_PROOF, rowFormats } from '../words/formats.ts';
import { RELATION_WORDS } from '../words/relations.ts';

/** The report of a patient. */
export function Patient({ id }: { readonly id: string }) {
  return (
    <Page
      title={`Patient ${id}`}
      lead="Who has seen this record, what of it, and why they could"
      actions={
        <Link className="button" href={disclosuresPath(id)}>
          Accounting of disclosures
        </Link>
      }
    >
      <BackgroundCheck patient={id} />
      <SubjectReport
        subject="patient"
        value={id}
        tops={TOPS}
        columns={COLUMNS}
        files={FILES}
        caption="Accesses to this record and attempts, each proven against the ledger"
      />
    </Page>
  );
}

const FILES = [...rowFormats('patient'), PATIENT_PROOF];
const COLUMNS = columnsWithout('patient');

const TOPS: readonly Top[] = [
  { by: 'ACTOR', title: 'By actor', what: 'Actor', pathOf: actorPath },
  {
    by: 'RELATION',
    title: 'By relation',
    what: 'Relation',
    pathOf: null,
    words: (key) => RELATION_WORDS.get(key) ?? key,
  },
  { by: 'COORDINATE', title: 'By field', what: 'Field', pathOf: fieldPath },
];

import { Link } from 'wouter';
import { columnsWithout } from '../parts/events/event-columns.ts';
import { ExportForm } from '../parts/export/export-form.tsx';
import { PatientLine } from '../parts/people/patient-name.tsx';
import { PersonHeading } from '../parts/people/person-heading.tsx';
import { usePatientDetails } from '../parts/people/people-context.ts';
import { Page } from '../parts/page.tsx';
import { BackgroundCheck } from '../parts/proof/background-check.tsx';
import { actorPath, disclosuresPath, fieldPath } from '../parts/path.ts';
import { SubjectReport } from '../parts/subject/subject-report.tsx';
import type { Top } from '../parts/subject/subject-report.tsx';
import { ACCESS_LETTER, BREAK_GLASS_NOTICE, PATIENT_PROOF, rowFormats } from '../words/formats.ts';
import { RELATION_WORDS } from '../words/relations.ts';

/** The report of a patient. */
export function Patient({ id }: { readonly id: string }) {
  const details = usePatientDetails(id);
  const name = details?.name ?? null;
  return (
    <Page
      title={`Patient ${id}`}
      shown={name !== null && <PersonHeading id={id} name={name} />}
      lead={
        <>
          {details !== null && name !== null && <PatientLine details={details} />}
          Who has seen this record, what of it, and why they could
        </>
      }
      actions={
        <>
          <ExportForm
            choices={LETTERS}
            filter={{ patient: id }}
            language="choose"
            label="Letter"
            button="Download letter"
          />
          <Link className="button" href={disclosuresPath(id)}>
            Accounting of disclosures
          </Link>
        </>
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
const LETTERS = [...ACCESS_LETTER, ...BREAK_GLASS_NOTICE];
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

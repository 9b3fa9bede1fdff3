import { columnsWithout } from '../parts/events/event-columns.ts';
import { Page } from '../parts/page.tsx';
import { fieldPath, patientPath } from '../parts/path.ts';
import { SubjectReport } from '../parts/subject/subject-report.tsx';
import type { Top } from '../parts/subject/subject-report.tsx';
import { rowFormats } from '../words/formats.ts';
import { PURPOSE_WORDS } from '../words/purposes.ts';

/** What an actor has seen. */
export function Actor({ subject }: { readonly subject: string }) {
  return (
    <Page
      title={`Actor ${subject}`}
      lead="Whose records this account has seen, and what it was denied"
    >
      <SubjectReport
        subject="actor"
        value={subject}
        tops={TOPS}
        columns={COLUMNS}
        files={FILES}
        caption="What this actor saw and tried, each proven against the ledger"
      />
    </Page>
  );
}

const FILES = rowFormats('actor');
const COLUMNS = columnsWithout('actor');

const TOPS: readonly Top[] = [
  { by: 'PATIENT', title: 'By patient', what: 'Patient', pathOf: patientPath },
  {
    by: 'PURPOSE',
    title: 'By purpose',
    what: 'Purpose',
    pathOf: null,
    words: (key) => PURPOSE_WORDS.get(key) ?? key,
  },
  { by: 'COORDINATE', title: 'By field', what: 'Field', pathOf: fieldPath },
];

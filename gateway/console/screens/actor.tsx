import { useSearch } from 'wouter';
import { useReportQuery } from '../api/use-report-query.ts';
import { QueryResult } from '../parts/query-result.tsx';
import { columnsWithout } from '../parts/events/event-columns.ts';
import { TopTable } from '../parts/figures/top-table.tsx';
import { StaffLine } from '../parts/people/actor-name.tsx';
import { PersonHeading } from '../parts/people/person-heading.tsx';
import { useStaffDetails } from '../parts/people/people-context.ts';
import { Page } from '../parts/page.tsx';
import { actorPath, fieldPath, patientPath } from '../parts/path.ts';
import { Section } from '../parts/section.tsx';
import { SubjectReport } from '../parts/subject/subject-report.tsx';
import type { Top } from '../parts/subject/subject-report.tsx';
import { rowFormats } from '../words/formats.ts';
import { PURPOSE_WORDS } from '../words/purposes.ts';

/** The report of an actor: the account of the issuer in the address, or the accounts of all issuers. */
export function Actor({ subject }: { readonly subject: string }) {
  const issuer = new URLSearchParams(useSearch()).get('issuer');
  const details = useStaffDetails(subject, issuer);
  const name = details?.name ?? null;
  const account = issuer === null ? 'this account' : `this account of ${issuer}`;
  return (
    <Page
      title={`Actor ${subject}`}
      shown={name !== null && <PersonHeading id={subject} name={name} />}
      lead={
        <>
          {details !== null && name !== null && <StaffLine details={details} />}
          Whose records {account} has seen, and what it was denied
        </>
      }
    >
      {issuer === null && <Accounts subject={subject} />}
      <SubjectReport
        key={issuer}
        subject="actor"
        value={subject}
        also={issuer === null ? {} : { issuer }}
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

/** Links to each account of a name, if several issuers have one: they may belong to several people. */
function Accounts({ subject }: { readonly subject: string }) {
  const query = useReportQuery('Counts', {
    by: 'ACTOR',
    filter: { actor: subject },
    first: 20,
  });
  return (
    <QueryResult query={query} loading="Counting">
      {({ counts }) =>
        counts.length > 1 && (
          <Section title="Accounts with this name at several issuers">
            <TopTable caption="Accounts" what="Actor" counts={counts} pathOf={actorPath} />
          </Section>
        )
      }
    </QueryResult>
  );
}

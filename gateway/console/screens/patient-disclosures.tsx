import { useState } from 'react';
import { Button } from 'react-aria-components';
import { Link } from 'wouter';
import { PatientName } from '../parts/people/patient-name.tsx';
import { dayBefore } from '../search/days.ts';
import { useReportQuery } from '../api/use-report-query.ts';
import { AccountReport } from '../parts/subject/account-report.tsx';
import { QueryResult } from '../parts/query-result.tsx';
import { DiscloseDialog } from '../parts/subject/disclose-dialog.tsx';
import { ExportForm } from '../parts/export/export-form.tsx';
import { Page } from '../parts/page.tsx';
import { recordPath } from '../parts/path.ts';
import { Sign } from '../parts/sign.tsx';
import { useNow } from '../parts/use-now.ts';
import { ACCOUNT } from '../words/formats.ts';

/** The accounting of a patient's disclosures, with a dialog to enter those made outside the gateway. */
export function PatientDisclosures({ patient }: { readonly patient: string }) {
  // Not cached: a disclosure may have been entered since.
  const query = useReportQuery('Account', { patient }, { cacheMs: 0 });
  const [isEntering, setEntering] = useState(false);
  const [entered, setEntered] = useState<number | null>(null);
  const now = useNow();
  return (
    <Page
      title="Accounting of disclosures"
      lead={
        <>
          Of <PatientName id={patient} isShort />, for the last six years
        </>
      }
      actions={
        <>
          <ExportForm choices={ACCOUNT} filter={{ patient }} language="choose" />
          <Button className="button" onPress={() => print()}>
            Print
          </Button>
          <Button className="button primary" onPress={() => setEntering(true)}>
            Enter a disclosure …
          </Button>
        </>
      }
    >
      {entered !== null && (
        <div className="notice" role="status">
          <p className="notice-title good-text">
            <Sign name="check" /> Entered as{' '}
            <Link href={recordPath(entered)}>record #{entered}</Link>
          </p>
        </div>
      )}
      <QueryResult query={query} loading="Reading disclosures">
        {({ account }) => <AccountReport account={account} isLinked />}
      </QueryResult>
      {isEntering && (
        <DiscloseDialog
          patient={patient}
          today={dayBefore(now, 0)}
          onClose={() => setEntering(false)}
          onEntered={(leaf) => {
            setEntering(false);
            setEntered(leaf);
            query.again();
          }}
        />
      )}
    </Page>
  );
}

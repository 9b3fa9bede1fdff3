import type { Viewer } from '../api/operations.types.ts';
import { useReportQuery } from '../api/use-report-query.ts';
import { QueryResult } from '../parts/query-result.tsx';
import { Empty } from '../parts/empty.tsx';
import { Page } from '../parts/page.tsx';
import { OwnRecord } from './own-record.tsx';
import { Reviewer } from './reviewer.tsx';
import { Shell } from './shell.tsx';

/** The screens of the signed-in user: all reports, those of their own record, or none. */
export function SignedIn() {
  const query = useReportQuery('CurrentViewer', {});
  return (
    <Shell viewer={query.data?.viewer ?? null}>
      <QueryResult query={query} loading="Reading your account">
        {({ viewer }) => <Reports viewer={viewer} />}
      </QueryResult>
    </Shell>
  );
}

function Reports({ viewer }: { readonly viewer: Viewer }) {
  if (viewer.isReviewer) return <Reviewer directory={viewer.directory} />;
  if (viewer.patient !== null) return <OwnRecord patient={viewer.patient} />;
  return (
    <Page title="No reports">
      <Empty title="Your account may not read reports">
        <p>Privacy officers read all of them, patients those of their own record.</p>
      </Empty>
    </Page>
  );
}

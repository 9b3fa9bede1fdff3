import type { Viewer } from '../api/operations.types.ts';
import { use } from 'react';
import { useReportQuery } from '../api/use-report-query.ts';
import { QueryResult } from '../parts/query-result.tsx';
import { Empty } from '../parts/empty.tsx';
import { IdleWarning } from '../parts/idle-warning.tsx';
import { Page } from '../parts/page.tsx';
import { Speak } from '../parts/speak.tsx';
import { ENGLISH_ONLY, LanguageContext, useWords } from '../words/words-context.ts';
import { OwnRecord } from './own-record.tsx';
import { Reviewer } from './reviewer.tsx';
import { Shell } from './shell.tsx';

/** The screens of the signed-in user: all reports, those of their own record, or none. */
export function SignedIn() {
  const query = useReportQuery('CurrentViewer', {});
  const spoken = use(LanguageContext);
  const viewer = query.data?.viewer ?? null;
  return (
    <Speak language={viewer?.isReviewer === true ? ENGLISH_ONLY : spoken}>
      <Shell viewer={viewer}>
        <QueryResult query={query} loading={spoken.words.shell.readingAccount}>
          {(data) => <Reports viewer={data.viewer} />}
        </QueryResult>
      </Shell>
      <IdleWarning />
    </Speak>
  );
}

function Reports({ viewer }: { readonly viewer: Viewer }) {
  const { shell } = useWords();
  if (viewer.isReviewer) return <Reviewer directory={viewer.directory} />;
  if (viewer.patient !== null) return <OwnRecord patient={viewer.patient} />;
  return (
    <Page title={shell.noReports}>
      <Empty title={shell.noReportsTitle}>
        <p>{shell.noReportsText}</p>
      </Empty>
    </Page>
  );
}

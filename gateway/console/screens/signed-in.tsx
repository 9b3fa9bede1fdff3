import { VIEWER_QUESTION } from '../api/parse-viewer.ts';
import type { Viewer } from '../api/parse-viewer.ts';
import { useQuestion } from '../api/use-question.ts';
import { Answer } from '../parts/answer.tsx';
import { Empty } from '../parts/empty.tsx';
import { Page } from '../parts/page.tsx';
import { OwnRecord } from './own-record.tsx';
import { Reviewer } from './reviewer.tsx';
import { Shell } from './shell.tsx';

/** What somebody sees depends on who they are: all reports, their own record's, or none. */
export function SignedIn() {
  const viewer = useQuestion(VIEWER_QUESTION, {});
  return (
    <Shell viewer={viewer.data ?? null}>
      <Answer asked={viewer} what="Reading who you are">
        {(known) => <Reports viewer={known} />}
      </Answer>
    </Shell>
  );
}

function Reports({ viewer }: { readonly viewer: Viewer }) {
  if (viewer.isReviewer) return <Reviewer />;
  if (viewer.patient !== null) return <OwnRecord patient={viewer.patient} />;
  return (
    <Page title="No reports">
      <Empty title="Your account may not read reports">
        <p>Privacy officers read all of them, patients those of their own record.</p>
      </Empty>
    </Page>
  );
}

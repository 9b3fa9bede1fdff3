import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useLocation, useSearch } from 'wouter';
import type { QueueEntry, StepResult, UnusualCase } from '../api/operations.types.ts';
import type { RequestError } from '../api/request-error.ts';
import { sendOperation } from '../api/send-operation.ts';
import { useReportQuery } from '../api/use-report-query.ts';
import { ChoiceField } from '../parts/choice-field.tsx';
import { OrderFields } from '../parts/order-fields.tsx';
import { Page } from '../parts/page.tsx';
import { PAGED } from '../parts/paged-history.ts';
import { QueryResult } from '../parts/query-result.tsx';
import { CloseCaseDialog } from '../parts/reviews/close-case-dialog.tsx';
import {
  AssignDialog,
  CloseEntriesDialog,
  CommentDialog,
  sendInParts,
} from '../parts/reviews/entry-dialogs.tsx';
import { NotEvaluated } from '../parts/reviews/not-evaluated.tsx';
import type { EntryAction } from '../parts/reviews/queue-card.tsx';
import { QueueEntries } from '../parts/reviews/queue-entries.tsx';
import { ReopenCaseDialog } from '../parts/reviews/reopen-case-dialog.tsx';
import { ReviewTabs } from '../parts/reviews/review-tabs.tsx';
import { SuppressDialog } from '../parts/reviews/suppress-dialog.tsx';
import { FIRST_PAGE } from '../search/list-address.ts';
import { queueFilterOf, readQueueSearch, writeQueueSearch } from '../search/queue-search.ts';
import type { QueueSearch } from '../search/queue-search.ts';
import { useSession } from '../session/session-context.tsx';
import { isCode } from '../words/is-code.ts';
import { count, whole } from '../words/numbers.ts';
import { isOpenState } from '../../reports/messages/case-states.ts';
import { QUEUE_FIELD_WORDS } from '../words/sort-fields.ts';
import { UNUSUAL_RULE_WORDS } from '../words/unusual-rules.ts';
import { usePageSize } from '../parts/use-page-size.ts';

/** The cases to work on, grouped by actor and patient, the highest score first. */
export function QueueScreen() {
  const search = readQueueSearch(useSearch());
  const [, navigate] = useLocation();
  const session = useSession();
  const [reviewed, setReviewed] = useState<UnusualCase | null>(null);
  const [acted, setActed] = useState<Acted | null>(null);
  const [chosen, setChosen] = useState<readonly QueueEntry[]>([]);
  const [notice, setNotice] = useState('');
  const { after, order } = search;
  // Not cached: a case that was closed must not reappear as open.
  const query = useReportQuery(
    'Queue',
    { first: usePageSize(MAX_ROWS), after, filter: queueFilterOf(search), orderBy: order },
    { cacheMs: 0 },
  );
  const go = (part: Partial<QueueSearch>) => {
    const next = { ...search, ...FIRST_PAGE, ...part };
    const address = `/reviews/queue?${writeQueueSearch(next)}`;
    navigate(address, next.after === null ? {} : { state: PAGED });
  };
  const done = (results: readonly StepResult[]) => {
    setActed(null);
    setChosen([]);
    setNotice(noticeOf(results));
    query.again();
  };
  const starting = useMutation<readonly StepResult[], RequestError, readonly QueueEntry[]>({
    mutationFn: (entries) =>
      sendInParts(
        entries,
        async (cases) => (await sendOperation(session, 'StartReview', { cases })).startReview,
      ),
    onSuccess: done,
    onError: () => setNotice('Nothing was recorded. Try again in a minute.'),
  });
  const act = (action: EntryAction, entries: readonly QueueEntry[]) => {
    setNotice('');
    if (action === 'start') starting.mutate(entries);
    else setActed({ action, entries });
  };
  const dialog = { onClose: () => setActed(null), onRefused: query.again };
  const isOpen = reviewed !== null && isOpenState(reviewed.state);
  const CaseDialog = isOpen ? CloseCaseDialog : ReopenCaseDialog;
  return (
    <Page
      title="Queue"
      lead={
        search.isSuppressed
          ? 'Unusual access of the last 30 days that is suppressed: one entry for each actor and patient'
          : 'Unusual access of the last 30 days that awaits review: one entry for each actor and patient'
      }
      actions={<ReviewTabs />}
    >
      <div className="form-grid">
        <ChoiceField
          label="Rule"
          choices={Object.entries(UNUSUAL_RULE_WORDS)}
          value={search.rule ?? ''}
          onChange={(rule) => go({ rule: isCode(UNUSUAL_RULE_WORDS, rule) ? rule : null })}
        />
        <OrderFields
          words={QUEUE_FIELD_WORDS}
          order={order}
          onChange={(next) => go({ order: next })}
        />
      </div>
      <p role="status" className="queue-notice">
        {notice}
      </p>
      {chosen.length > 1 && (
        <p className="queue-chosen">
          {count(chosen.length, 'entry', 'entries')} chosen{' '}
          <Button className="button" onPress={() => act('close', chosen)}>
            Close the chosen …
          </Button>
        </p>
      )}
      <QueryResult query={query} loading="Reading the queue">
        {({ queue }) => (
          <>
            <QueueEntries
              queue={queue}
              search={search}
              chosen={chosen}
              onChoose={setChosen}
              onAct={(action, entry) => act(action, [entry])}
              onReview={setReviewed}
              onGo={go}
            />
            <NotEvaluated rules={queue.notKnown} />
          </>
        )}
      </QueryResult>
      {acted?.action === 'close' && (
        <CloseEntriesDialog {...dialog} entries={acted.entries} onRecorded={done} />
      )}
      {acted?.action === 'assign' && (
        <AssignDialog {...dialog} entries={acted.entries} onRecorded={done} />
      )}
      {acted?.action === 'comment' && acted.entries[0] !== undefined && (
        <CommentDialog {...dialog} entry={acted.entries[0]} onRecorded={() => done([])} />
      )}
      {acted?.action === 'suppress' && acted.entries[0] !== undefined && (
        <SuppressDialog {...dialog} cases={acted.entries[0].cases} onRecorded={() => done([])} />
      )}
      {reviewed !== null && (
        <CaseDialog
          unusualCase={reviewed}
          onClose={() => setReviewed(null)}
          onRefused={query.again}
          onRecorded={() => {
            setReviewed(null);
            query.again();
          }}
        />
      )}
    </Page>
  );
}

const MAX_ROWS = 20;

/** What a dialog is open for. */
interface Acted {
  readonly action: Exclude<EntryAction, 'start'>;
  readonly entries: readonly QueueEntry[];
}

const OWN: ReadonlySet<string> = new Set(['REVIEW_OF_OWN_ACCESS', 'REVIEWER_UNKNOWN']);

/** Says how many cases took a step, or how many did not, and why. */
function noticeOf(results: readonly StepResult[]): string {
  const refused = results.flatMap(({ code }) => code ?? []);
  if (refused.length === 0)
    return results.length === 0 ? '' : `Recorded for ${count(results.length, 'case')}.`;
  const isOwn = refused.every((code) => OWN.has(code));
  const were = refused.length === 1 ? 'it was' : 'they were';
  return `${whole(refused.length)} of ${count(results.length, 'case')} stayed as ${were}: ${
    isOwn
      ? 'a reviewer cannot review their own access, or access to what is or may be their own record.'
      : 'another reviewer was faster, or new access was found. Look again, then decide.'
  }`;
}

import { useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import type { Queue, UnusualCase } from '../api/operations.types.ts';
import { pageOf } from '../api/result-page.ts';
import { useReportQuery } from '../api/use-report-query.ts';
import { ChoiceField } from '../parts/choice-field.tsx';
import { Empty } from '../parts/empty.tsx';
import { OrderFields } from '../parts/order-fields.tsx';
import { Page } from '../parts/page.tsx';
import { PAGED } from '../parts/paged-history.ts';
import { Pager } from '../parts/pager.tsx';
import { QueryResult } from '../parts/query-result.tsx';
import { RefusedRows } from '../parts/refused-rows.tsx';
import { CloseCaseDialog } from '../parts/reviews/close-case-dialog.tsx';
import { NotEvaluated } from '../parts/reviews/not-evaluated.tsx';
import { QueueCard } from '../parts/reviews/queue-card.tsx';
import { ReopenCaseDialog } from '../parts/reviews/reopen-case-dialog.tsx';
import { issuersOf } from '../parts/reviews/review-line.tsx';
import { ReviewTabs } from '../parts/reviews/review-tabs.tsx';
import { FIRST_PAGE } from '../search/list-address.ts';
import { queueFilterOf, readQueueSearch, writeQueueSearch } from '../search/queue-search.ts';
import type { QueueSearch } from '../search/queue-search.ts';
import { isCode } from '../words/is-code.ts';
import { isOfSeveralIssuers } from '../words/issuers.ts';
import { count } from '../words/numbers.ts';
import { QUEUE_FIELD_WORDS } from '../words/sort-fields.ts';
import { UNUSUAL_RULE_WORDS } from '../words/unusual-rules.ts';

/** The cases to work on, grouped by actor and patient, the highest score first. */
export function QueueScreen() {
  const search = readQueueSearch(useSearch());
  const [, navigate] = useLocation();
  const [reviewed, setReviewed] = useState<UnusualCase | null>(null);
  const { after, order } = search;
  // Not cached: a case that was closed must not reappear as open.
  const query = useReportQuery(
    'Queue',
    { first: PAGE_SIZE, after, filter: queueFilterOf(search), orderBy: order },
    { cacheMs: 0 },
  );
  const go = (part: Partial<QueueSearch>) => {
    const next = { ...search, ...FIRST_PAGE, ...part };
    const address = `/reviews/queue?${writeQueueSearch(next)}`;
    navigate(address, next.after === null ? {} : { state: PAGED });
  };
  const CaseDialog = reviewed?.state === 'SIGNED_OFF' ? ReopenCaseDialog : CloseCaseDialog;
  return (
    <Page
      title="Queue"
      lead="Unusual access of the last 30 days that awaits review: one entry for each actor and patient"
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
      <QueryResult query={query} loading="Reading the queue">
        {({ queue }) => (
          <>
            <Entries queue={queue} search={search} onReview={setReviewed} onGo={go} />
            <NotEvaluated rules={queue.notKnown} />
          </>
        )}
      </QueryResult>
      {reviewed !== null && (
        <CaseDialog
          unusualCase={reviewed}
          onClose={() => setReviewed(null)}
          onRefused={query.again}
          onSigned={() => {
            setReviewed(null);
            query.again();
          }}
        />
      )}
    </Page>
  );
}

const PAGE_SIZE = 20;

function Entries({
  queue,
  search,
  onReview,
  onGo,
}: {
  readonly queue: Queue['queue'];
  readonly search: QueueSearch;
  readonly onReview: (unusualCase: UnusualCase) => void;
  readonly onGo: (part: Partial<QueueSearch>) => void;
}) {
  const page = pageOf(queue);
  const areIssuersShown = isOfSeveralIssuers(
    page.rows.flatMap(({ issuer, cases }) => [
      issuer,
      ...cases.flatMap(({ reviews }) => issuersOf(reviews)),
    ]),
  );
  return (
    <>
      <RefusedRows rows={page.refused} />
      {page.rows.length === 0 ? (
        <Empty title="Nothing awaits review">
          <p>
            {search.rule === null
              ? 'The rules found nothing in the last 30 days that is not closed.'
              : 'Choose any rule to see other cases.'}
          </p>
        </Empty>
      ) : (
        <>
          {page.rows.map((entry) => (
            <QueueCard
              key={entry.id}
              entry={entry}
              onReview={onReview}
              areIssuersShown={areIssuersShown}
            />
          ))}
          <Pager place={search} page={page} onGo={onGo} />
        </>
      )}
      <Below queue={queue} search={search} />
    </>
  );
}

/** Says what has too low a score to be listed, so that nothing is hidden in silence. */
function Below({
  queue: { below, leastScore },
  search,
}: {
  readonly queue: Queue['queue'];
  readonly search: QueueSearch;
}) {
  const isAll = !search.isAll;
  const href = `/reviews/queue?${writeQueueSearch({ ...search, ...FIRST_PAGE, isAll })}`;
  if (search.isAll)
    return (
      <p className="faint">
        Entries of any score are shown. <Link href={href}>Hide those of a low score</Link>
      </p>
    );
  if (below === 0) return null;
  return (
    <p className="faint">
      {count(below, 'more entry', 'more entries')} with a score below {leastScore}.{' '}
      <Link href={href}>Show all</Link>
    </p>
  );
}

import { useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import type { Cases, Review, UnusualCase } from '../api/operations.types.ts';
import { pageOf } from '../api/result-page.ts';
import { useReportQuery } from '../api/use-report-query.ts';
import { Empty } from '../parts/empty.tsx';
import { ExportForm } from '../parts/export/export-form.tsx';
import { Page } from '../parts/page.tsx';
import { PAGED } from '../parts/paged-history.ts';
import { Pager } from '../parts/pager.tsx';
import { QueryResult } from '../parts/query-result.tsx';
import { RefusedRows } from '../parts/refused-rows.tsx';
import { CaseCard } from '../parts/reviews/case-card.tsx';
import { CaseForm } from '../parts/reviews/case-form.tsx';
import { CloseCaseDialog } from '../parts/reviews/close-case-dialog.tsx';
import { NotEvaluated } from '../parts/reviews/not-evaluated.tsx';
import { ReopenCaseDialog } from '../parts/reviews/reopen-case-dialog.tsx';
import { issuersOf } from '../parts/reviews/review-line.tsx';
import { ReviewTabs } from '../parts/reviews/review-tabs.tsx';
import { SuppressDialog } from '../parts/reviews/suppress-dialog.tsx';
import { caseFilterOf, readCaseSearch, writeCaseSearch } from '../search/case-search.ts';
import type { CaseSearch } from '../search/case-search.ts';
import { FIRST_PAGE } from '../search/list-address.ts';
import { rowFormats } from '../words/formats.ts';
import { isOfSeveralIssuers } from '../words/issuers.ts';
import { count } from '../words/numbers.ts';
import { isOpenState } from '../../reports/messages/case-states.ts';
import { usePageSize } from '../parts/use-page-size.ts';

/** Cases of unusual access: those that await review, or those of another search. */
export function Reviews() {
  const address = useSearch();
  const [, navigate] = useLocation();
  const search = readCaseSearch(address);
  const filter = caseFilterOf(search);
  const [reviewed, setReviewed] = useState<UnusualCase | null>(null);
  const [suppressed, setSuppressed] = useState<UnusualCase | null>(null);
  const [recorded, setRecorded] = useState<readonly Review[]>([]);
  const { after, order } = search;
  // Not cached: a case that was closed must not reappear as open.
  const query = useReportQuery(
    'Cases',
    { first: usePageSize(MAX_ROWS), after, filter, orderBy: order },
    { cacheMs: 0 },
  );
  const go = (next: CaseSearch) =>
    navigate(`/reviews?${writeCaseSearch(next)}`, next.after === null ? {} : { state: PAGED });
  const isOpen = reviewed !== null && isOpenState(reviewed.state);
  const CaseDialog = isOpen ? CloseCaseDialog : ReopenCaseDialog;
  return (
    <Page
      title="Reviews"
      lead="Accesses of the last 30 days that a rule finds unusual: one case for each actor, patient and day"
      actions={<ReviewTabs />}
    >
      <CaseForm key={address} search={search} onSearch={go} />
      <ExportForm choices={FILES} filter={filter} orderBy={order} />
      <QueryResult query={query} loading="Reading cases">
        {({ unusual }) => (
          <>
            <CaseList
              unusual={unusual}
              search={search}
              recorded={recorded}
              onReview={setReviewed}
              onSuppress={setSuppressed}
              onSearch={go}
            />
            <NotEvaluated rules={unusual.notKnown} />
          </>
        )}
      </QueryResult>
      {suppressed !== null && (
        <SuppressDialog
          cases={[suppressed]}
          onClose={() => setSuppressed(null)}
          onRefused={query.again}
          onRecorded={() => {
            setSuppressed(null);
            query.again();
          }}
        />
      )}
      {reviewed !== null && (
        <CaseDialog
          unusualCase={reviewed}
          onClose={() => setReviewed(null)}
          onRefused={query.again}
          onRecorded={(review) => {
            setRecorded([review, ...recorded]);
            setReviewed(null);
          }}
        />
      )}
    </Page>
  );
}

const MAX_ROWS = 20;

const FILES = rowFormats('unusual');

function CaseList({
  unusual,
  search,
  recorded,
  onReview,
  onSuppress,
  onSearch,
}: {
  readonly unusual: Cases['unusual'];
  readonly search: CaseSearch;
  /** Reviews that were recorded on this screen, newest first. */
  readonly recorded: readonly Review[];
  readonly onReview: (unusualCase: UnusualCase) => void;
  readonly onSuppress: (unusualCase: UnusualCase) => void;
  readonly onSearch: (search: CaseSearch) => void;
}) {
  const page = pageOf(unusual);
  const cases = page.rows.map((row) => withReviews(row, recorded));
  const areIssuersShown = isOfSeveralIssuers(
    cases.flatMap(({ issuer, reviews }) => [issuer, ...issuersOf(reviews)]),
  );
  return (
    <>
      <RefusedRows rows={page.refused} />
      {cases.length === 0 ? (
        <NoCases search={search} />
      ) : (
        <>
          {cases.map((unusualCase) => (
            <CaseCard
              key={unusualCase.id}
              unusualCase={unusualCase}
              onReview={() => onReview(unusualCase)}
              onSuppress={() => onSuppress(unusualCase)}
              areIssuersShown={areIssuersShown}
            />
          ))}
          <Pager place={search} page={page} onGo={(place) => onSearch({ ...search, ...place })} />
        </>
      )}
      {unusual.suppressed > 0 && search.state !== null && search.state !== 'SUPPRESSED' && (
        <p className="faint">
          {count(unusual.suppressed, 'suppressed case')} of the period.{' '}
          <Link
            href={`/reviews?${writeCaseSearch({ ...search, ...FIRST_PAGE, state: 'SUPPRESSED' })}`}
          >
            Show suppressed cases
          </Link>
        </p>
      )}
    </>
  );
}

function NoCases({
  search: { state, rule, actor, issuer, patient },
}: {
  readonly search: CaseSearch;
}) {
  const isNarrow = rule !== null || actor + issuer + patient !== '';
  return (
    <Empty title={state === 'OPEN' ? 'No case is open' : 'No case matches'}>
      <p>
        {isNarrow
          ? 'Remove a part of the filter to see other cases.'
          : 'The rules found nothing in the last 30 days that awaits review.'}
      </p>
    </Empty>
  );
}

/** Adds reviews that the reports do not include yet, since they follow the ledger by a moment. */
function withReviews(unusualCase: UnusualCase, recorded: readonly Review[]): UnusualCase {
  const { id, reviews } = unusualCase;
  const added = recorded.filter(
    (review) => review.case === id && reviews.every(({ leaf }) => review.leaf > leaf),
  );
  const [last] = added;
  if (last === undefined) return unusualCase;
  const state = last.verdict === 'REOPENED' ? 'REOPENED' : 'CLOSED';
  return { ...unusualCase, state, reviews: [...added, ...reviews] };
}

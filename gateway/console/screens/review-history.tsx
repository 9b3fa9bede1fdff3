import { useLocation, useSearch } from 'wouter';
import type { Review } from '../api/operations.types.ts';
import { pageOf } from '../api/result-page.ts';
import { useReportQuery } from '../api/use-report-query.ts';
import { ChoiceField } from '../parts/choice-field.tsx';
import { Empty } from '../parts/empty.tsx';
import { ExportForm } from '../parts/export/export-form.tsx';
import { IssuerLine } from '../parts/issuer-line.tsx';
import { OrderFields } from '../parts/order-fields.tsx';
import { Page } from '../parts/page.tsx';
import { PAGED } from '../parts/paged-history.ts';
import { Pager } from '../parts/pager.tsx';
import { ActorName } from '../parts/people/actor-name.tsx';
import { PatientName } from '../parts/people/patient-name.tsx';
import { QueryResult } from '../parts/query-result.tsx';
import { RefusedRows } from '../parts/refused-rows.tsx';
import { issuersOf, ReviewLine } from '../parts/reviews/review-line.tsx';
import { ReviewTabs } from '../parts/reviews/review-tabs.tsx';
import { Section } from '../parts/section.tsx';
import { FIRST_PAGE } from '../search/list-address.ts';
import { readReviewSearch, reviewFilterOf, writeReviewSearch } from '../search/review-search.ts';
import type { ReviewSearch } from '../search/review-search.ts';
import { rowFormats } from '../words/formats.ts';
import { isCode } from '../words/is-code.ts';
import { isOfSeveralIssuers } from '../words/issuers.ts';
import { choicesOf, REVIEW_STEP_WORDS } from '../words/reviews.ts';
import { REVIEW_FIELD_WORDS } from '../words/sort-fields.ts';
import { dayWords } from '../words/times.ts';
import { UNUSUAL_RULE_WORDS } from '../words/unusual-rules.ts';
import { usePageSize } from '../parts/use-page-size.ts';

/** Every recorded step of the reviews. */
export function ReviewHistory() {
  const search = readReviewSearch(useSearch());
  const [, navigate] = useLocation();
  const { verdict, order, after } = search;
  const filter = reviewFilterOf(search);
  // Not cached: a case that was just closed must appear.
  const query = useReportQuery(
    'Reviews',
    { first: usePageSize(MAX_ROWS), after, filter, orderBy: order },
    { cacheMs: 0 },
  );
  const go = (part: Partial<ReviewSearch>) => {
    const next = { ...search, ...FIRST_PAGE, ...part };
    const address = `/reviews/history?${writeReviewSearch(next)}`;
    navigate(address, next.after === null ? {} : { state: PAGED });
  };
  return (
    <Page
      title="History"
      lead="Each step of the reviews as recorded in the ledger: findings, reopenings, assignments, comments"
      actions={<ReviewTabs />}
    >
      <div className="form-grid">
        <ChoiceField
          label="Step"
          choices={choicesOf(REVIEW_STEP_WORDS)}
          value={verdict ?? ''}
          onChange={(value) => go({ verdict: isCode(REVIEW_STEP_WORDS, value) ? value : null })}
        />
        <OrderFields
          words={REVIEW_FIELD_WORDS}
          order={order}
          onChange={(next) => go({ order: next })}
        />
      </div>
      <ExportForm choices={FILES} filter={filter} orderBy={order} />
      <QueryResult query={query} loading="Reading the history">
        {({ reviews }) => {
          const page = pageOf(reviews);
          return (
            <>
              <RefusedRows rows={page.refused} />
              {page.rows.length === 0 ? (
                <Empty title="No such step is recorded" />
              ) : (
                <Section title="Steps">
                  <ReviewList reviews={page.rows} />
                  <Pager place={search} page={page} onGo={go} />
                </Section>
              )}
            </>
          );
        }}
      </QueryResult>
    </Page>
  );
}

const MAX_ROWS = 30;

const FILES = rowFormats('reviews');

function ReviewList({ reviews }: { readonly reviews: readonly Review[] }) {
  const areIssuersShown = isOfSeveralIssuers(issuersOf(reviews));
  return (
    <ol className="recent">
      {reviews.map((review) => (
        <li key={review.leaf}>
          <p>
            <ActorName subject={review.actor} issuer={review.issuer} isShort /> ·{' '}
            {review.patient === null ? (
              'many patients'
            ) : (
              <PatientName id={review.patient} isShort />
            )}{' '}
            · {dayWords(review.day)} (UTC) ·{' '}
            {review.rules.map((rule) => UNUSUAL_RULE_WORDS[rule]).join(', ')}
            {areIssuersShown && <IssuerLine issuer={review.issuer} />}
          </p>
          <ReviewLine review={review} areIssuersShown={areIssuersShown} />
        </li>
      ))}
    </ol>
  );
}

import { useLocation, useSearch } from 'wouter';
import { readReviewSearch, reviewFilterOf, writeReviewSearch } from '../search/review-search.ts';
import type { ReviewSearch } from '../search/review-search.ts';
import { RECORDED_VERDICTS, REVIEWS_QUESTION } from '../api/parse-cases.ts';
import type { Review } from '../api/parse-cases.ts';
import { never, useQuestion } from '../api/use-question.ts';
import { Answer } from '../parts/answer.tsx';
import { ChoiceField } from '../parts/choice-field.tsx';
import { Empty } from '../parts/empty.tsx';
import { ExportForm } from '../parts/export/export-form.tsx';
import { PAGED } from '../parts/is-paged.ts';
import { Page } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { PatientName } from '../parts/patient-name.tsx';
import { RefusedRows } from '../parts/refused-rows.tsx';
import { OrderFields } from '../parts/order-fields.tsx';
import { IssuerLine } from '../parts/issuer-line.tsx';
import { issuersOf, ReviewLine } from '../parts/reviews/review-line.tsx';
import { ReviewPlaces } from '../parts/reviews/review-places.tsx';
import { Section } from '../parts/section.tsx';
import { isOfSeveralIssuers } from '../words/issuers.ts';
import { rowFormats } from '../words/formats.ts';
import { REVIEW_FIELD_WORDS, VERDICT_WORDS } from '../words/reviews.ts';
import { dayWords } from '../words/times.ts';
import { UNUSUAL_WORDS } from '../words/unusual-rules.ts';

/** The cases that were closed or reopened, by whom, and what they found. */
export function SignedReviews() {
  const search = readReviewSearch(useSearch());
  const [, navigate] = useLocation();
  const { verdict, order, after, skipped } = search;
  const filter = reviewFilterOf(search);
  const page = { first: PAGE, after, filter, orderBy: order };
  const asked = useQuestion(REVIEWS_QUESTION, page, never, 0);
  const go = (part: Partial<ReviewSearch>) => {
    const next = { ...search, after: null, skipped: 0, ...part };
    const query = writeReviewSearch(next);
    navigate(`/reviews/signed?${query}`, next.after === null ? {} : { state: PAGED });
  };
  return (
    <Page
      title="Closed cases"
      lead="Each finding and each reopening as it stands on the ledger"
      actions={<ReviewPlaces />}
    >
      <div className="form-grid">
        <ChoiceField
          label="Finding"
          words={WORDS}
          value={verdict ?? ''}
          onChange={(value) =>
            go({ verdict: RECORDED_VERDICTS.find((known) => known === value) ?? null })
          }
        />
        <OrderFields
          words={REVIEW_FIELD_WORDS}
          order={order}
          onChange={(next) => go({ order: next })}
        />
      </div>
      <ExportForm choices={FILES} filter={filter} orderBy={search.order} />
      <Answer asked={asked} what="Reading closed cases">
        {({ reviews, total, next, refused }) => (
          <>
            <RefusedRows rows={refused} />
            {reviews.length === 0 ? (
              <Empty title="No case was closed" />
            ) : (
              <Section title="Findings">
                <ol className="recent">
                  {reviews.map((review) => (
                    <Signed
                      key={review.leaf}
                      review={review}
                      areIssuersShown={isOfSeveralIssuers(issuersOf(reviews))}
                    />
                  ))}
                </ol>
                <Pager
                  skipped={skipped}
                  shown={reviews.length}
                  total={total}
                  onFirst={after === null ? null : () => go({})}
                  onNext={
                    next === null
                      ? null
                      : () => go({ after: next, skipped: skipped + reviews.length })
                  }
                />
              </Section>
            )}
          </>
        )}
      </Answer>
    </Page>
  );
}

const PAGE = 30;

const FILES = rowFormats('reviews');

const WORDS: ReadonlyMap<string, string> = new Map(
  RECORDED_VERDICTS.map((verdict) => [verdict, VERDICT_WORDS[verdict].text]),
);

function Signed({
  review,
  areIssuersShown,
}: {
  readonly review: Review;
  readonly areIssuersShown: boolean;
}) {
  const { actor, issuer, patient, day, rules } = review;
  return (
    <li>
      <p>
        {actor} · {patient === null ? 'many patients' : <PatientName id={patient} />} ·{' '}
        {dayWords(day)} · {rules.map((rule) => UNUSUAL_WORDS.get(rule) ?? rule).join(', ')}
        {areIssuersShown && <IssuerLine issuer={issuer} />}
      </p>
      <ReviewLine review={review} areIssuersShown={areIssuersShown} />
    </li>
  );
}

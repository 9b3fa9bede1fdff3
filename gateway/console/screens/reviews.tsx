import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { caseFilterOf, readCaseSearch, writeCaseSearch } from '../api/case-search.ts';
import type { CaseSearch } from '../api/case-search.ts';
import { CASES_QUESTION } from '../api/parse-cases.ts';
import type { CasePage, Review, UnusualCase } from '../api/parse-cases.ts';
import { never, useQuestion } from '../api/use-question.ts';
import { Answer } from '../parts/answer.tsx';
import { CaseCard } from '../parts/reviews/case-card.tsx';
import { CaseForm } from '../parts/reviews/case-form.tsx';
import { Empty } from '../parts/empty.tsx';
import { ExportForm } from '../parts/export/export-form.tsx';
import { PAGED } from '../parts/is-paged.ts';
import { NotKnown } from '../parts/not-known.tsx';
import { Page } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { RefusedRows } from '../parts/refused-rows.tsx';
import { ReviewPlaces } from '../parts/reviews/review-places.tsx';
import { CloseCaseDialog } from '../parts/reviews/close-case-dialog.tsx';
import { issuersOf } from '../parts/reviews/review-line.tsx';
import { isOfSeveralIssuers } from '../words/issuers.ts';
import { rowFormats } from '../words/formats.ts';

/** Cases that wait for somebody to look at them, and those that somebody has. */
export function Reviews() {
  const query = useSearch();
  const [, navigate] = useLocation();
  const search = readCaseSearch(query);
  const [signing, setSigning] = useState<UnusualCase | null>(null);
  const [signed, setSigned] = useState<ReadonlyMap<string, Review>>(new Map());
  const { after, order } = search;
  const page = { first: PAGE, after, filter: caseFilterOf(search), orderBy: order };
  // What was closed must not wait again because an answer of a moment ago is remembered.
  const asked = useQuestion(CASES_QUESTION, page, never, 0);
  const go = (next: CaseSearch) =>
    navigate(`/reviews?${writeCaseSearch(next)}`, next.after === null ? {} : { state: PAGED });
  return (
    <Page
      title="Reviews"
      lead="Accesses of the last 30 days that a rule finds unusual: one case for each actor, patient and day"
      actions={<ReviewPlaces />}
    >
      <CaseForm key={query} search={search} onSearch={go} />
      <ExportForm choices={FILES} filter={caseFilterOf(search)} orderBy={search.order} />
      <Answer asked={asked} what="Looking for unusual access">
        {(found) => (
          <Cases page={found} search={search} signed={signed} onSign={setSigning} onSearch={go} />
        )}
      </Answer>
      {signing !== null && (
        <CloseCaseDialog
          found={signing}
          onClose={() => setSigning(null)}
          onSigned={(review) => {
            setSigned(new Map([...signed, [signing.id, review]]));
            setSigning(null);
          }}
        />
      )}
    </Page>
  );
}

const PAGE = 20;

const FILES = rowFormats('unusual');

function Cases({
  page: { cases, total, next, refused, notKnown },
  search,
  signed,
  onSign,
  onSearch,
}: {
  readonly page: CasePage;
  readonly search: CaseSearch;
  /** Closed since the page was asked for. */
  readonly signed: ReadonlyMap<string, Review>;
  readonly onSign: (found: UnusualCase) => void;
  readonly onSearch: (search: CaseSearch) => void;
}) {
  const isNarrow = search.rule + search.actor + search.issuer + search.patient !== '';
  const areIssuersShown = isOfSeveralIssuers(
    cases.flatMap(({ issuer, reviews }) => [issuer, ...issuersOf(reviews)]),
  );
  return (
    <>
      <RefusedRows rows={refused} />
      {cases.length === 0 ? (
        <Empty title={search.state === 'OPEN' ? 'No case is open' : 'There is no such case'}>
          <p>
            {isNarrow
              ? 'Leave out a part of the filter to see others.'
              : 'The rules found nothing in the last 30 days that waits for you here.'}
          </p>
        </Empty>
      ) : (
        <>
          {cases.map((found) => (
            <CaseCard
              key={found.id}
              found={withReview(found, signed.get(found.id) ?? null)}
              onCloseCase={() => onSign(found)}
              areIssuersShown={areIssuersShown}
            />
          ))}
          <Pager
            skipped={search.skipped}
            shown={cases.length}
            total={total}
            onFirst={
              search.after === null ? null : () => onSearch({ ...search, after: null, skipped: 0 })
            }
            onNext={
              next === null
                ? null
                : () => onSearch({ ...search, after: next, skipped: search.skipped + cases.length })
            }
          />
        </>
      )}
      <NotKnown rules={notKnown} />
    </>
  );
}

/** The reports follow the ledger a moment later: what was closed here is shown so at once. */
function withReview(found: UnusualCase, review: Review | null): UnusualCase {
  if (review === null || found.reviews.some(({ leaf }) => leaf === review.leaf)) return found;
  return { ...found, state: 'SIGNED_OFF', reviews: [review, ...found.reviews] };
}

import { useState } from 'react';
import type { ComponentProps } from 'react';
import { useLocation, useSearch } from 'wouter';
import { caseFilterOf, readCaseSearch, writeCaseSearch } from '../search/case-search.ts';
import type { CaseSearch } from '../search/case-search.ts';
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
import { ReopenCaseDialog } from '../parts/reviews/reopen-case-dialog.tsx';
import { issuersOf } from '../parts/reviews/review-line.tsx';
import { isOfSeveralIssuers } from '../words/issuers.ts';
import { rowFormats } from '../words/formats.ts';

/** Cases that wait for somebody to look at them, and those that somebody has. */
export function Reviews() {
  const query = useSearch();
  const [, navigate] = useLocation();
  const search = readCaseSearch(query);
  const [signing, setSigning] = useState<UnusualCase | null>(null);
  const [signed, setSigned] = useState<readonly Review[]>([]);
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
        <SigningDialog
          found={signing}
          onClose={() => setSigning(null)}
          onRefused={asked.again}
          onSigned={(review) => {
            setSigned([review, ...signed]);
            setSigning(null);
          }}
        />
      )}
    </Page>
  );
}

function SigningDialog(props: ComponentProps<typeof CloseCaseDialog>) {
  const Signing = props.found.state === 'SIGNED_OFF' ? ReopenCaseDialog : CloseCaseDialog;
  return <Signing {...props} />;
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
  /** What was closed and reopened here, the newest first. */
  readonly signed: readonly Review[];
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
              found={withReviews(found, signed)}
              onReview={() => onSign(withReviews(found, signed))}
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

/** The reports follow the ledger a moment later: what was closed or reopened here is shown so at once. */
function withReviews(found: UnusualCase, signed: readonly Review[]): UnusualCase {
  const own = signed.filter((review) => review.case === found.id);
  const added = own.filter(({ leaf }) => found.reviews.every((known) => leaf > known.leaf));
  const [last] = added;
  if (last === undefined) return found;
  const state = last.verdict === 'REOPENED' ? 'REOPENED' : 'SIGNED_OFF';
  return { ...found, state, reviews: [...added, ...found.reviews] };
}

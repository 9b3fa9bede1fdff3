import type { ReviewWindow } from '../surveillance/review-window.ts';
import { randomBytes } from 'node:crypto';
import type { Ledger } from '../../audit/append/ledger.ts';
import { GatewayError, type ClosedBy } from '../../platform/errors.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import type { ReportContext } from './report-context.ts';
import type { PerCallerQueue } from './workers/per-caller-queue.ts';
import { isPlaceholder } from '../catalog/patient-placeholder.ts';
import { reviewNode, type ReviewNode } from '../surveillance/cases/case-node.ts';
import type { FactLookup } from '../surveillance/facts/fact-lookup.ts';
import type { OwnPatient } from '../surveillance/facts/person-facts.ts';
import type { CaseQuery } from '../surveillance/queries/find-cases.ts';
import type { RequestedReview } from './parse-review-arguments.ts';
import type { RecordedReview } from '../surveillance/cases/recorded-review.ts';
import type { CurrentCase } from '../surveillance/queries/case-queries.ts';
import { UNASSIGNED } from '../surveillance/cases/case-state.ts';
import { coveredEvents, writeReview } from '../surveillance/reviews/write-review.ts';

/** Dependencies of a review. */
export interface AddReviewDependencies {
  readonly caseWorker: PerCallerQueue;
  readonly factLookup: FactLookup;
  readonly ledger: Pick<Ledger, 'appendUnlessChanged'>;
  /** UTC ms since 1970. */
  readonly now: () => number;
  /** Reads what the rules need to know about the people of a period. */
  readonly prepare: (
    window: ReviewWindow,
    context: Pick<ReportContext, 'request'>,
  ) => Promise<CaseQuery>;
}

/** Adds a review or a reopening to the ledger, and answers with it once reports include it. */
export type AddReview = (
  requested: RequestedReview,
  context: Pick<ReportContext, 'asked' | 'request'>,
) => Promise<ReviewNode>;

/** Adds it and answers at once: reports may not include it yet. */
export type AppendReview = AddReview;

/** Creates `AddReview` from `AppendReview`. */
export function createAddReview(
  append: AppendReview,
  awaitIndexed: (leaf: number, context: Pick<ReportContext, 'request'>) => Promise<void>,
): AddReview {
  return async (requested, context) => {
    const review = await append(requested, context);
    await awaitIndexed(review.leaf, context);
    return review;
  };
}

/**
 * Creates `AppendReview`. A closed case accepts only a reopening or a comment, a suppressed case every step, and any
 * other case all but a reopening. The ledger decides when it appends, so that the second of two reviewers gets `CASE_CLOSED` with the first review.
 */
export function createAppendReview({
  caseWorker,
  factLookup,
  ledger,
  now,
  prepare,
}: AddReviewDependencies): AppendReview {
  return async (requested, context) => {
    const { asked, request } = context;
    const worker = caseWorker.of(context);
    const { id, verdict, note, attachments, assignment, events, latest } = requested;
    const window = await worker.call('windowOfCase', id);
    if (window === null) throw new GatewayError('CASE_UNKNOWN');
    if (window.patient !== null) asked.addPatients([window.patient]);
    // The account that asked may be of a person who represents the patient.
    if (window.asker === request.caller.subject) throw new GatewayError('REVIEW_OF_OWN_ACCESS');
    const query = await prepare(window, context);
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const current = await worker.call('case', id, query);
      if (current === null) throw new GatewayError('CASE_UNKNOWN');
      const found = current.node;
      const salt = randomBytes(SALT_BYTES).toString('hex');
      const reviewerPatient = await reviewerPatientOf(request, found.patient, factLookup);
      const { record, opening } = writeReview(request, found, {
        verdict,
        note,
        attachments,
        assignment,
        events,
        reviewerPatient,
        salt,
      });
      assertTakes(current, verdict);
      assertSeen(current, latest);
      const added = await ledger.appendUnlessChanged(record, opening, {
        kind: 'review',
        subject: id,
        from: current.size,
      });
      // Another review was appended first. Read the case again: it may not accept this review any more.
      if (!added.isAppended) continue;
      const { first } = added;
      asked.markWritten();
      return reviewNode({
        leaf: first,
        case: id,
        actor: found.actor,
        issuer: found.issuer,
        patient: found.patient,
        day: found.day,
        rules: found.reasons.map(({ rule }) => rule),
        at: now(),
        reviewer: request.caller.subject,
        reviewerIssuer: request.caller.issuer,
        reviewerName: request.caller.name,
        verdict,
        ...(verdict === 'ASSIGNED' ? assignment : UNASSIGNED),
        covers: found.lastLeaf,
        events: coveredEvents(found, events),
        note: note?.trim() ?? null,
        attachments,
        notePlaceholder: null,
      });
    }
    throw new GatewayError('REPORTS_UNAVAILABLE', { reason: 'CASE_CHANGES' });
  };
}

/** The token of a reviewer need not say which patient the reviewer is, so the facts about people do. */
export async function reviewerPatientOf(
  { caller }: Pick<RequestContext, 'caller'>,
  patient: string | null,
  factLookup: Pick<FactLookup, 'ownPatientOf'>,
): Promise<OwnPatient> {
  return patient === null || isPlaceholder(patient)
    ? { kind: 'not-asked' }
    : factLookup.ownPatientOf(caller);
}

const SALT_BYTES = 32;

/** Attempts to append a review; each fails only if another review of the case was appended meanwhile. */
const MAX_ATTEMPTS = 5;

/** Throws unless the case accepts the verdict in its state. */
function assertTakes({ closedBy, node }: CurrentCase, verdict: RequestedReview['verdict']): void {
  if (verdict === 'COMMENT') return;
  if (verdict === 'REOPENED') {
    // Reopening takes a suppressed case back.
    if (closedBy === null && node.state !== 'SUPPRESSED') throw new GatewayError('CASE_NOT_CLOSED');
  } else if (closedBy !== null) {
    throw new GatewayError('CASE_CLOSED', { closedBy: describeClosing(closedBy) });
  }
}

/** Throws if the case has a review that the reviewer has not seen: `latest` is the leaf of the last one seen. */
function assertSeen({ node }: CurrentCase, latest: number | null): void {
  if (latest !== null && node.reviews.some(({ leaf }) => leaf > latest))
    throw new GatewayError('CASE_REVIEWED');
}

function describeClosing(review: RecordedReview): ClosedBy {
  const { leaf, verdict, reviewer, reviewerIssuer, reviewerName, at } = review;
  const time = new Date(at).toISOString();
  return { leaf, verdict, reviewer, reviewerIssuer, reviewerName, time };
}

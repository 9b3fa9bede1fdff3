import { randomBytes } from 'node:crypto';
import type { Ledger } from '../../audit/append/ledger.ts';
import { GatewayError } from '../../platform/errors.ts';
import type { FactLookup } from '../surveillance/facts/fact-lookup.ts';
import type { CaseQuery } from '../surveillance/queries/find-cases.ts';
import type { ReviewWindow } from '../surveillance/review-window.ts';
import { suppressionNode, type SuppressionNode } from '../surveillance/cases/suppression-node.ts';
import {
  writeLift,
  writeSuppression,
  type RequestedTerms,
} from '../surveillance/suppression/write-suppression.ts';
import { reviewerPatientOf } from './add-review.ts';
import type { ReportContext } from './report-context.ts';
import type { PerCallerQueue } from './workers/per-caller-queue.ts';

/** Dependencies of suppressions. */
export interface AddSuppressionDependencies {
  readonly caseWorker: PerCallerQueue;
  readonly factLookup: FactLookup;
  readonly ledger: Pick<Ledger, 'append' | 'appendUnlessChanged'>;
  /** UTC ms since 1970. */
  readonly now: () => number;
  /** Reads what the rules need to know about the people of a period. */
  readonly prepare: (window: ReviewWindow, context: Context) => Promise<CaseQuery>;
  /** Waits until reports include a record. */
  readonly awaitIndexed: (leaf: number, context: Context) => Promise<void>;
  /** The most days from today to the end of a suppression. */
  readonly maxDays: number;
}

type Context = Pick<ReportContext, 'asked' | 'request'>;

/** Adds suppressions, and what lifts them, to the ledger, and answers once reports include it. */
export interface AddSuppression {
  suppress(caseId: string, terms: RequestedTerms, context: Context): Promise<SuppressionNode>;
  lift(suppression: number, reason: string, context: Context): Promise<SuppressionNode>;
}

export function createAddSuppression({
  caseWorker,
  factLookup,
  ledger,
  now,
  prepare,
  awaitIndexed,
  maxDays,
}: AddSuppressionDependencies): AddSuppression {
  return {
    async suppress(caseId, terms, context) {
      const { asked, request } = context;
      const worker = caseWorker.of(context);
      const window = await worker.call('windowOfCase', caseId);
      if (window === null) throw new GatewayError('CASE_UNKNOWN');
      if (window.patient !== null) asked.addPatients([window.patient]);
      const current = await worker.call('case', caseId, await prepare(window, context));
      if (current === null) throw new GatewayError('CASE_UNKNOWN');
      const found = current.node;
      const { record, opening } = writeSuppression(request, found, terms, {
        now: now(),
        maxDays,
        reviewerPatient:
          terms.allPatients && found.patient !== null
            ? await factLookup.ownPatientOf(request.caller)
            : await reviewerPatientOf(request, found.patient, factLookup),
        salt: newSalt(),
      });
      const { first } = await ledger.append(record, opening);
      asked.markWritten();
      await awaitIndexed(first, context);
      return suppressionNode({
        ...stepBy(request, first, opening.text),
        rule: terms.rule,
        actor: found.actor,
        issuer: found.issuer,
        patient: terms.allPatients ? null : found.patient,
        since: terms.since ?? found.day,
        until: terms.until,
        case: caseId,
        lifted: null,
      });
    },
    async lift(leaf, reason, context) {
      const { asked, request } = context;
      const current = await caseWorker.of(context).call('suppression', leaf);
      if (current === null) throw new GatewayError('SUPPRESSION_UNKNOWN');
      const { suppression, size } = current;
      const { patient } = suppression;
      if (patient !== null) asked.addPatients([patient]);
      const { record, opening } = writeLift(request, suppression, reason, {
        reviewerPatient: await reviewerPatientOf(request, patient, factLookup),
        salt: newSalt(),
      });
      const added = await ledger.appendUnlessChanged(record, opening, {
        kind: 'suppression',
        subject: String(leaf),
        from: size,
      });
      // Another reviewer lifted it first.
      if (!added.isAppended) throw new GatewayError('SUPPRESSION_LIFTED');
      const { first } = added;
      asked.markWritten();
      await awaitIndexed(first, context);
      return suppressionNode({ ...suppression, lifted: stepBy(request, first, opening.text) });
    },
  };

  function stepBy({ caller }: Context['request'], leaf: number, reason: string) {
    return {
      leaf,
      at: now(),
      reviewer: caller.subject,
      reviewerIssuer: caller.issuer,
      reviewerName: caller.name,
      reason,
      reasonPlaceholder: null,
    };
  }
}

function newSalt(): string {
  return randomBytes(SALT_BYTES).toString('hex');
}

const SALT_BYTES = 32;

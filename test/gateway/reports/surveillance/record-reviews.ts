import { openLedger, type LedgerOptions } from '../../../../gateway/audit/append/open-ledger.ts';
import type { CaseNode } from '../../../../gateway/reports/surveillance/cases/case-node.ts';
import { UNASSIGNED } from '../../../../gateway/reports/surveillance/cases/case-state.ts';
import {
  writeReview,
  type ReviewInput,
} from '../../../../gateway/reports/surveillance/reviews/write-review.ts';
import {
  NOTHING_PASSED_ON,
  type RequestContext,
} from '../../../../gateway/platform/request-context.ts';
import { DAY } from './sample-days.ts';
import { DAY_MS } from '../../../../gateway/platform/durations.ts';

/** A request of a reviewer, the day after. */
export function request(
  subject: string,
  name: string | null = null,
  issuer = 'https://idp.test',
): RequestContext {
  return {
    caller: {
      issuer,
      subject,
      name,
      roles: ['auditor'],
      scopes: [],
      policies: [],
      organization: null,
      tokenId: null,
      authMethods: [],
      authTime: null,
      clientId: null,
      address: '127.0.0.1',
      proxies: [],
      certificate: null,
      userAgent: null,
      patients: new Map(),
      ownPatient: null,
      claims: new Map(),
      purposes: null,
      project: null,
      smart: null,
    },
    requestId: '019a0000-0000-7000-8000-000000000009',
    traceId: null,
    received: DAY + DAY_MS,
    purpose: null,
    breakGlass: null,
    client: NOTHING_PASSED_ON,
    clientGone: null,
  };
}

/** A review of a case, and its reviewer. */
export interface GivenReview extends Partial<ReviewInput> {
  readonly found: CaseNode;
  readonly reviewer: string;
  readonly reviewerName?: string | null;
  readonly reviewerIssuer?: string;
}

/** Records reviews of cases, one after the other. */
export async function recordReviews(
  options: LedgerOptions,
  reviews: readonly GivenReview[],
): Promise<void> {
  const ledger = await openLedger(options);
  for (const { found, reviewer, reviewerName = null, reviewerIssuer, ...said } of reviews) {
    const by = request(reviewer, reviewerName, reviewerIssuer);
    const usual = {
      note: 'Fine.',
      attachments: [],
      assignment: UNASSIGNED,
      events: null,
      reviewerPatient: { kind: 'not-asked' } as const,
      salt: 'ef'.repeat(32),
    };
    const given = { verdict: 'APPROPRIATE' as const, ...usual, ...said };
    const { record, opening } = writeReview(by, found, given);
    await ledger.append(record, opening ?? undefined);
  }
  await ledger.close();
}

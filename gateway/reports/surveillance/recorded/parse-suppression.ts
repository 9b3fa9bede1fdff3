import { z } from 'zod';
import type { Leaf } from '../../../audit/record/parse-leaf.ts';
import { parseCaseId } from '../../catalog/case-id.ts';
import { UNUSUAL_RULES } from '../../catalog/unusual-rule.ts';
import type { ReviewRow } from './read-review.ts';
import type { Suppression, SuppressionStep } from '../cases/suppression.ts';

type Unread = 'reason' | 'reasonPlaceholder';

/** What a record of a suppression states, without its reason: a new suppression, or that an earlier one is lifted. */
export type RecordedSuppression =
  | { readonly kind: 'start'; readonly start: Omit<Suppression, Unread | 'lifted'> }
  | {
      readonly kind: 'lift';
      /** Index of the record of the suppression. */
      readonly lifts: number;
      readonly step: Omit<SuppressionStep, Unread>;
    };

/** Parses the record of a suppression; null for any form that `writeSuppression` and `writeLift` do not write. */
export function parseSuppressionLeaf(
  leaf: Leaf,
  { leaf: index, actor: reviewer, issuer: reviewerIssuer, patient }: ReviewRow,
): RecordedSuppression | null {
  const parsed = DETAILS.safeParse(leaf.details);
  if (!parsed.success || reviewer === null || reviewerIssuer === null) return null;
  const reviewerName = leaf.actor?.name ?? null;
  const step = { leaf: index, at: leaf.at, reviewer, reviewerIssuer, reviewerName };
  const { data } = parsed;
  if (data.step === 'lift') return { kind: 'lift', lifts: data.suppression, step };
  const { step: _step, concerns, subject: actor, ...terms } = data;
  // Whatever happened to the id of the patient, it must not come to cover all patients.
  if ((patient === null) !== (concerns === 'all')) return null;
  return { kind: 'start', start: { ...terms, ...step, actor, patient } };
}

const DETAILS = z.discriminatedUnion('step', [
  z.object({
    step: z.literal('start'),
    concerns: z.enum(['record', 'all']),
    rule: z.enum(UNUSUAL_RULES),
    subject: z.string(),
    issuer: z.string(),
    case: z.string().refine((text) => parseCaseId(text) !== null),
    since: z.iso.date(),
    until: z.iso.date(),
  }),
  z.object({ step: z.literal('lift'), suppression: z.int().min(0) }),
]);

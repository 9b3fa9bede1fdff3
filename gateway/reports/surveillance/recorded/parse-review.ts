import { REVIEW_STEPS } from '../../catalog/case-filter.ts';
import { z } from 'zod';
import { parseCaseId } from '../../catalog/case-id.ts';
import { type RecordedReview } from '../cases/recorded-review.ts';
import { UNUSUAL_RULES } from '../../catalog/unusual-rule.ts';

/** Parses the details of a review's leaf; null for any form that `writeReview` does not write. */
export function parseReview(
  details: unknown,
): Pick<
  RecordedReview,
  | 'case'
  | 'actor'
  | 'issuer'
  | 'day'
  | 'rules'
  | 'verdict'
  | 'assignee'
  | 'assigneeIssuer'
  | 'due'
  | 'covers'
  | 'events'
> | null {
  const parsed = DETAILS.safeParse(details);
  if (!parsed.success) return null;
  const { case: id, subject, ...rest } = parsed.data;
  return { case: id, actor: subject, ...rest };
}

/** Rules separated by commas, as `writeReview` writes them. */
const RULES = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(UNUSUAL_RULES)));

/** `issuer` and `events` are missing in records of earlier versions; what is assigned, in all but assignments. */
const DETAILS = z.object({
  case: z.string().refine((text) => parseCaseId(text) !== null),
  subject: z.string(),
  issuer: z.string().nullable().default(null),
  day: z.iso.date(),
  rules: RULES,
  verdict: z.enum(REVIEW_STEPS),
  assignee: z.string().nullable().default(null),
  assigneeIssuer: z.string().nullable().default(null),
  due: z.iso.date().nullable().default(null),
  covers: z.int().min(0),
  events: z.int().min(1).nullable().default(null),
});

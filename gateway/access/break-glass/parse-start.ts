import { z } from 'zod';
import type { IsPatientId } from '../../../directives/patient-id.ts';
import { isRecordable } from '../../platform/recorded-text.ts';
import { GatewayError } from '../../platform/errors.ts';

/** A request to start break-glass. */
export interface StartRequest {
  readonly patient: string;
  /** 10 to 500 characters on one line, trimmed. May hold PHI. */
  readonly reason: string;
}

/**
 * Parses the body of a start: `{ "patient": ID, "reason": TEXT }` and no other key. The reason is for reviewers, so it
 * needs a word and may not contain characters that alter the page or terminal that displays it.
 *
 * @throws GatewayError `BREAK_GLASS_INCOMPLETE`
 */
export function parseStart(body: unknown, isPatientId: IsPatientId): StartRequest {
  const parsed = START.safeParse(body);
  if (!parsed.success || !isPatientId(parsed.data.patient))
    throw new GatewayError('BREAK_GLASS_INCOMPLETE');
  return parsed.data;
}

const START = z.strictObject({
  patient: z.string(),
  reason: z
    .string()
    .transform((text) => text.trim())
    .refine((text) => LENGTH.test(text) && WORD.test(text) && isRecordable(text)),
});

/** Counts characters (code points) and not UTF-16 units. */
const LENGTH = /^.{10,500}$/su;
/** Two letters of any script. */
const WORD = /\p{L}{2}/u;

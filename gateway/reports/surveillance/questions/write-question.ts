import { controlRecord } from '../../../audit/record/control/control-record.ts';
import { describeActor } from '../../../audit/record/describe-actor.ts';
import { commitTo, type Opening } from '../../../audit/record/opening.ts';
import type { AuditRecord } from '../../../audit/record/record.ts';
import { isRecordable } from '../../../platform/recorded-text.ts';
import type { RequestContext } from '../../../platform/request-context.ts';
import { printCaseId } from '../../catalog/case-id.ts';

/** What a patient asks. */
export interface AskedQuestion {
  /** Id of the event, see `eventId`. */
  readonly event: number;
  /** The patient whose record it is about: the caller, or a person that the caller represents. */
  readonly patient: string;
  /** One line, as `cleanQuestion` returns it; null for a question without a text. May hold PHI: the record only commits to it. */
  readonly text: string | null;
  /** For the commitment to the text: 32 random bytes in hex. */
  readonly salt: string;
}

/** Characters (UTF-16 code units) of a question. */
export const MAX_QUESTION = 500;

/**
 * A text of a patient as one line without control and direction characters, with which it could look like another text on
 * the page of a reviewer. Null if nothing is left.
 */
export function cleanQuestion(text: string): string | null {
  const characters = Array.from(text, (each) => (isRecordable(each) ? each : ' '));
  const line = characters.join('').replaceAll(/\s+/gu, ' ').trim();
  return line === '' ? null : line;
}

/** Writes the record of a question, and the opening of its text, which the record commits to. */
export function writeQuestion(
  request: RequestContext,
  { event, patient, text, salt }: AskedQuestion,
): { readonly record: AuditRecord; readonly opening: Opening | null } {
  const opening = text === null ? null : commitTo(text, salt);
  const record: AuditRecord = {
    ...controlRecord('question', request.received, {
      case: printCaseId({ concerns: 'question', event }),
      ...(opening !== null && { reasonCommitment: opening.commitment }),
    }),
    ...describeActor(request),
    patients: [patient],
  };
  return { record, opening };
}

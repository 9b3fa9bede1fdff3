import type { OwnRecordMessages } from '../../reports/messages/page-messages.ts';
import { isCode } from './is-code.ts';

/** Why a field was withheld, as reviewers read it. */
const REASONS: OwnRecordMessages['reasons'] = {
  role: 'no role may see it',
  scope: 'not in the scopes of the app',
  reach: 'not a patient of this caller',
  consent: 'the patient denies it',
  purpose: 'not for this purpose',
  rule: 'a rule of the operator',
  // Left out by a de-identification method. The ledger records it as a denial too.
  suppressed: 'left out when de-identified',
  failed: 'the patient could not be determined',
  input: 'may not be used by this caller',
};

const VIEWS: OwnRecordMessages['views'] = {
  full: 'in full',
  deidentified: 'de-identified',
  argument: 'used as an argument',
  none: 'not at all',
};

/** Begins the view of a withheld field, before its reason: `denied: role` (`gateway/audit/record/leaf-parts.ts`). */
const DENIED = 'denied: ';

/** How a field was shown, or why it was withheld, in words: `denied: role` becomes `denied: no role may see it`. */
export function viewWords(view: string): string {
  if (!isDenied(view)) return isCode(VIEWS, view) ? VIEWS[view] : view;
  const reason = reasonOf(view);
  return DENIED + (isCode(REASONS, reason) ? REASONS[reason] : reason);
}

/** The code of the reason why a field was withheld. */
export function reasonOf(view: string): string {
  return view.slice(DENIED.length);
}

/** Whether a field was withheld. */
export function isDenied(view: string): boolean {
  return view.startsWith(DENIED);
}

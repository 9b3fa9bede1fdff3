/** The states of a case. */
export const CASE_STATES = [
  'OPEN',
  'ASSIGNED',
  'IN_REVIEW',
  'CLOSED',
  'REOPENED',
  'SUPPRESSED',
] as const;

/** State of a case. */
export type CaseState = (typeof CASE_STATES)[number];

/** Whether a case in this state awaits review. */
export function isOpenState(state: CaseState): boolean {
  return state !== 'CLOSED' && state !== 'SUPPRESSED';
}

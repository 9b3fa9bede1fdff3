import { USUAL, type SurveillanceRule } from './rule.ts';

/** An entry that the patient asked about. */
export const PATIENT_QUESTION: SurveillanceRule = {
  rule: 'PATIENT_QUESTION',
  text: 'The patient asked about the access on their page. The case is open until a reviewer closes it, and the patient sees when it was closed.',
  basis: 'ledger',
  remedy: () => null,
  // Needs the questions, each of which is a case of its own: see `findQuestionCases`.
  candidates: 'evaluated elsewhere',
  evaluate: () => USUAL,
};

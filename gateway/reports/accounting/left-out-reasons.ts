import type { LeftOut } from '../messages/messages.ts';

/** Each reason as the accounting states it, with its paragraph of 45 CFR 164.528. */
export const LEFT_OUT_REASONS: Readonly<Record<LeftOut, string>> = {
  treatment: 'To treat the patient, emergency treatment included (164.528(a)(1)(i))',
  payment: 'For payment (164.528(a)(1)(i))',
  'health care operations': 'For health care operations (164.528(a)(1)(i))',
  'the patient': 'By the patient, or at the patient’s request (164.528(a)(1)(ii))',
};

/** How an actor reaches a patient, in words. */
export const RELATION_WORDS: ReadonlyMap<string, string> = new Map([
  ['self', 'Own record'],
  ['care-team', 'Treats the patient'],
  ['list', 'Assigned patient'],
  ['break-glass', 'Emergency access'],
  ['all', 'May see all patients'],
]);

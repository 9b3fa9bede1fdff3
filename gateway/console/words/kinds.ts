/** Kinds of records in words. Records of the ledger about itself (`log.*`) keep their codes. */
export const KIND_WORDS: ReadonlyMap<string, string> = new Map([
  ['access', 'Access'],
  ['denial', 'Denied'],
  ['intent', 'Change begun'],
  ['outcome', 'Change ended'],
  ['unreleased', 'Not released'],
  ['breakglass.start', 'Break-glass begun'],
  ['breakglass.stop', 'Break-glass ended'],
  ['breakglass.alert', 'Break-glass alert'],
  ['disclosure', 'Disclosure'],
  ['review', 'Review'],
  ['suppression', 'Suppression'],
  ['question', 'Question of the patient'],
  ['audit.read', 'Report read'],
  ['refusals', 'Refused requests'],
]);

const REASONS: ReadonlyMap<string, string> = new Map([
  ['role', 'no role may see it'],
  ['reach', 'not a patient of this caller'],
  ['consent', 'the patient denies it'],
  ['purpose', 'not for this purpose'],
  ['rule', 'a rule of the hospital'],
  ['suppressed', 'left out when de-identified'],
  ['failed', 'the patient could not be determined'],
  ['input', 'may not be used by this caller'],
]);

const VIEWS: ReadonlyMap<string, string> = new Map([
  ['full', 'in full'],
  ['deidentified', 'de-identified'],
  ['argument', 'used as an argument'],
  ['none', 'not at all'],
]);

/** How a field was shown, or why it was withheld, in words. */
export function viewWords(view: string): string {
  const [, reason] = /^denied: (.*)$/.exec(view) ?? [];
  if (reason === undefined) return VIEWS.get(view) ?? view;
  return `denied: ${REASONS.get(reason) ?? reason}`;
}

/** Whether a field was withheld. */
export function isDenied(view: string): boolean {
  return view.startsWith('denied');
}

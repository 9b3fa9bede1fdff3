/** How far it was shown that a report leaves nothing out. */
export interface Coverage {
  /** `READ_FROM_LEDGER`, `NOT_COMPARED`, or what the last comparison of its events with the ledger said. */
  readonly result: string;
  /** Records that were compared; null without a comparison. */
  readonly records: number | null;
  /** When, ISO 8601. */
  readonly at: string | null;
}

/** Of a report that is read from the ledger itself: no index can leave anything out of it. */
export const FROM_LEDGER: Coverage = Object.freeze({
  result: 'READ_FROM_LEDGER',
  records: null,
  at: null,
});

/** As a header has it. */
export function printCoverage({ result, records, at }: Coverage): string {
  return [
    result,
    ...(records === null ? [] : [`records=${records}`]),
    ...(at === null ? [] : [`at=${at}`]),
  ].join('; ');
}

/** Whether a report was shown to leave nothing out. */
export interface Coverage {
  /** `READ_FROM_LEDGER`, `NOT_COMPARED`, or the result of the last comparison of its events with the ledger. */
  readonly result: string;
  /** Records that were compared; null without a comparison. */
  readonly records: number | null;
  /** When they were compared, ISO 8601; null without a comparison. */
  readonly at: string | null;
}

/** The coverage of a report that is read from the ledger itself: no index can leave anything out. */
export const FROM_LEDGER: Coverage = Object.freeze({
  result: 'READ_FROM_LEDGER',
  records: null,
  at: null,
});

/** The value of the `x-report-coverage` header: `COMPLETE; records=120; at=2026-01-31T08:00:00.000Z`. */
export function printCoverage({ result, records, at }: Coverage): string {
  return [
    result,
    ...(records === null ? [] : [`records=${records}`]),
    ...(at === null ? [] : [`at=${at}`]),
  ].join('; ');
}

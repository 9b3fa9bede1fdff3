/** The counts of a fault test; each record has a distinct name. */
export interface FaultCounts {
  /** Such as `SIGKILL of the gateway`. */
  readonly fault: string;
  /** How often it happened. */
  readonly times: number;
  /** Records that were acknowledged, before or after the fault. */
  readonly acknowledged: Iterable<string>;
  /** Records that are in the ledger. */
  readonly recorded: Iterable<string>;
}

/**
 * Prints the counts as a line on stderr that starts with `fault:`. Returns acknowledged records that are not in the
 * ledger.
 */
export function reportLostRecords({
  fault,
  times,
  acknowledged,
  recorded,
}: FaultCounts): readonly string[] {
  const answered = new Set(acknowledged);
  const known = new Set(recorded);
  const lost = [...answered].filter((each) => !known.has(each));
  process.stderr.write(
    `fault: ${fault} | ${times} times | ${answered.size} acknowledged | ${known.size} recorded | ${lost.length} lost\n`,
  );
  return lost;
}

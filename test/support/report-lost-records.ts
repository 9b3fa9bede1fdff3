/** What a test of a fault has counted; records by whatever tells them apart. */
export interface FaultCounts {
  /** Such as `SIGKILL of the gateway`. */
  readonly fault: string;
  /** How often it happened. */
  readonly times: number;
  /** What was answered for, before the fault or after it. */
  readonly acknowledged: Iterable<string>;
  /** What the ledger holds. */
  readonly recorded: Iterable<string>;
}

/** Says what was counted, in one line on stderr that begins with `fault:`; gives what was acknowledged and is lost. */
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

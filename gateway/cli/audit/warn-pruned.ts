import { writeRanges, type IndexRange } from '../../audit/record/index-ranges.ts';

/** Warns on stderr which records a report omits because they were pruned. */
export function warnPruned(ranges: readonly IndexRange[]): void {
  if (ranges.length === 0) return;
  process.stderr.write(
    `Records ${writeRanges(ranges)} were pruned after their retention: reports omit them.\n`,
  );
}

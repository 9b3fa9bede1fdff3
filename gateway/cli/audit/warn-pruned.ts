import { writeRanges, type IndexRange } from '../../audit/record/index-ranges.ts';

/** Says on stderr which records a report doesn't tell of, because they were pruned; nothing where none were. */
export function warnPruned(ranges: readonly IndexRange[]): void {
  if (ranges.length === 0) return;
  process.stderr.write(
    `Records ${writeRanges(ranges)} were pruned when their time was over: they are in no report.\n`,
  );
}

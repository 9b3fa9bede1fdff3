import { printNumbers } from '../../platform/print-numbers.ts';
import { countOf } from '../../platform/count-of.ts';
import { printLines } from '../print-lines.ts';
import { writeRanges } from '../../audit/record/index-ranges.ts';
import type { Verdict } from '../../audit/verify/verdict.ts';
import { isoTime } from '../../platform/iso-time.ts';

/** A verdict as text or as one JSON document. */
export function printVerdict(verdict: Verdict, format: 'text' | 'json'): string {
  if (format === 'json') return `${JSON.stringify(verdict, null, 2)}\n`;
  const {
    findings,
    findingCount,
    asked,
    covered,
    size,
    root,
    keys,
    anchors,
    erased,
    withdrawn,
    quarantined,
    caveats,
  } = verdict;
  /** Findings and outages beyond the first 100, which a verdict does not list. */
  const hidden = findingCount - findings.length;
  const unlisted = verdict.outageCount - verdict.outages.length;
  const lines = [
    verdict.result,
    ...findings.map(({ code, text }) => `  ${code}: ${text}`),
    ...(hidden > 0 ? [`  and ${hidden} more`] : []),
    '',
    `ledger    ${verdict.origin ?? 'unknown'}`,
    `asked     ${range(asked)}`,
    `covered   ${covered} of ${asked}`,
    `size      ${size}`,
    `root      ${root ?? 'none'}`,
    ...keys.map(
      ({ vkey, source, validUntil }) =>
        `key       ${vkey} (${source}${validUntil === null ? '' : `, retired at record ${validUntil}`})`,
    ),
    ...(keys.length === 0 ? ['key       none'] : []),
    ...anchors.map(
      (anchor) =>
        `anchor    ${anchor.source}: ${countOf(anchor.size, 'record')}, ${anchor.root} (${agreement(anchor)})`,
    ),
    ...anchors.flatMap(({ size: seen, cosigned }) =>
      cosigned.map(
        ({ witness, at }) =>
          `witness   ${witness}: ${countOf(seen, 'record')}, ${isoTime(at * 1000)}`,
      ),
    ),
    ...(anchors.length === 0 ? ['anchor    none'] : []),
    `silence   at most ${verdict.allowedSilence / 1000} s between two records of one writer, except outages that it reported`,
    ...verdict.outages.map(
      ({ after, before, since, until }) =>
        `outage    between records ${after} and ${before}: ${isoTime(since)} to ${isoTime(until)}`,
    ),
    ...(unlisted > 0 ? [`outage    and ${unlisted} more`] : []),
    ...verdict.resumptions.map(
      ({ from, to, record, reached, at }) =>
        `resumed   ${from} as ${to} at record ${record}, ${isoTime(at)}: ${reached > record ? `${from} had ${reached} records at least` : 'its size is not known'}`,
    ),
    ...erased.map(({ by, entries }) => `erased    ${entries} by record ${by}`),
    ...withdrawn.map(
      ({ by, leaves }) =>
        `withdrawn the stored text of record ${printNumbers(leaves)}, which does not fit, by record ${by}`,
    ),
    ...quarantined.map(({ by, first, batches, records, evidence }) =>
      batches === 0
        ? `mended    the head row at record ${first}, by record ${by}`
        : `removed   ${countOf(records, 'record')} in ${countOf(batches, 'batch', 'batches')} from record ${first} on, unsigned, by record ${by}; in a file with the SHA-256 ${evidence}`,
    ),
    ...verdict.pruned.map(
      ({ by, ranges, leaves, retention }) =>
        `pruned    ${writeRanges(ranges)} by record ${by}: ${leaves} bodies, kept for ${retention} years`,
    ),
    ...caveats.map((caveat) => `not excluded: ${caveat}`),
  ];
  return printLines(lines);
}

function agreement({ agrees, isLost }: Verdict['anchors'][number]): string {
  if (isLost) return 'of lost records';
  return agrees ? 'agrees' : 'does not agree';
}

function range(count: number): string {
  return count === 0 ? 'no records' : `records 0..${count - 1}`;
}

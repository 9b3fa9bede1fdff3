import { TILE_WIDTH } from '../tree/tile-width.ts';

/** Adjacent numbers, both ends included. */
export type IndexRange = readonly [from: number, to: number];

/** Ascending numbers as the fewest ranges. */
export function toRanges(numbers: Iterable<number>): IndexRange[] {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges;
}

/** Ranges in the form of leaves: `0-3 17 40-42`. */
export function writeRanges(ranges: readonly IndexRange[]): string {
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(' ');
}

/** Splits ranges into groups whose texts are at most `length` characters long; at least one group. */
export function splitRanges(ranges: readonly IndexRange[], length: number): IndexRange[][] {
  const parts: IndexRange[][] = [];
  let part: IndexRange[] = [];
  let free = length;
  for (const range of ranges) {
    // With the space that separates it.
    const size = writeRanges([range]).length + 1;
    if (size > free) {
      parts.push(part);
      part = [];
      free = length;
    }
    free -= size;
    part.push(range);
  }
  return [...parts, part];
}

/** Ascending ranges that don't touch; null for any other text. */
export function parseRanges(text: string): IndexRange[] | null {
  if (text === '') return [];
  const ranges: IndexRange[] = [];
  for (const item of text.split(' ')) {
    const [, from, to] = RANGE.exec(item) ?? [];
    if (from === undefined) return null;
    ranges.push([Number(from), Number(to ?? from)]);
  }
  const isOrdered = ranges.every(([from, to], index) => {
    const before = ranges[index - 1];
    return from <= to && (before === undefined || from > before[1] + 1);
  });
  return isOrdered ? ranges : null;
}

const RANGE = /^(\d{1,15})(?:-(\d{1,15}))?$/;

/** The first number in both lists of ranges; null if there is no such number. */
export function firstCommon(
  some: readonly IndexRange[],
  others: readonly IndexRange[],
): number | null {
  for (const [from, to] of some) {
    const hit = others.find(([start, end]) => start <= to && end >= from);
    if (hit !== undefined) return Math.max(from, hit[0]);
  }
  return null;
}

/** The leaves of adjacent tiles. */
export function leavesOfTiles([from, to]: IndexRange): IndexRange {
  return [from * TILE_WIDTH, (to + 1) * TILE_WIDTH - 1];
}

/** Whether a number is in one of the ranges. */
export function isWithin(ranges: readonly IndexRange[], number: number): boolean {
  return ranges.some(([from, to]) => number >= from && number <= to);
}

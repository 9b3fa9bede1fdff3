import type { Insertion } from './text-edit.ts';
import { insertAll } from './text-edit.ts';

/** Unchanged lines around a change. */
const CONTEXT = 3;

/** Lines of the old text and what they become. */
interface Block {
  /** Index of the first line. */
  readonly at: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/**
 * The difference that insertions make to a file, in the format of `diff -u`, `patch` and `git apply`.
 * https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html
 */
export function unifiedDiff(path: string, text: string, insertions: readonly Insertion[]): string {
  const lines = linesOf(text);
  const blocks = blocksOf(lines, insertions);
  if (blocks.length === 0) return '';
  const out = [`--- a/${path}\n+++ b/${path}\n`];
  let shift = 0;
  for (const hunk of hunksOf(blocks, lines.length)) {
    const body: string[] = [];
    let at = hunk.from;
    let added = 0;
    for (const block of hunk.blocks) {
      body.push(...lines.slice(at, block.at).map((line) => ` ${line}`));
      body.push(...block.removed.map((line) => `-${line}`));
      body.push(...block.added.map((line) => `+${line}`));
      at = block.at + block.removed.length;
      added += block.added.length - block.removed.length;
    }
    body.push(...lines.slice(at, hunk.to).map((line) => ` ${line}`));
    const count = hunk.to - hunk.from;
    out.push(
      `@@ -${rangeOf(hunk.from, count)} +${rangeOf(hunk.from + shift, count + added)} @@\n`,
      ...body.map((line) =>
        line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`,
      ),
    );
    shift += added;
  }
  return out.join('');
}

function rangeOf(from: number, count: number): string {
  return `${count === 0 ? from : from + 1},${count}`;
}

/** Lines with their line breaks. */
function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

/** One block for each line with insertions, without lines at its start or end that stay the same. */
function blocksOf(lines: readonly string[], insertions: readonly Insertion[]): readonly Block[] {
  const byLine = new Map<number, Insertion[]>();
  const starts: number[] = [];
  let offset = 0;
  for (const line of lines) {
    starts.push(offset);
    offset += line.length;
  }
  const isEnded = lines.at(-1)?.endsWith('\n') !== false;
  for (const insertion of insertions) {
    const found = starts.findLastIndex((start) => start <= insertion.offset);
    const line = insertion.offset === offset && isEnded ? lines.length : found;
    const start = starts[line] ?? offset;
    byLine.set(line, [
      ...(byLine.get(line) ?? []),
      { offset: insertion.offset - start, text: insertion.text },
    ]);
  }
  return [...byLine]
    .toSorted(([a], [b]) => a - b)
    .map(([line, own]) => blockOf(line, lines[line] ?? '', own));
}

function blockOf(line: number, text: string, insertions: readonly Insertion[]): Block {
  const added = linesOf(insertAll(text, insertions));
  const removed = linesOf(text);
  if (removed.length > 0 && added.at(-1) === text)
    return { at: line, removed: [], added: added.slice(0, -1) };
  if (removed.length > 0 && added[0] === text)
    return { at: line + 1, removed: [], added: added.slice(1) };
  return { at: line, removed, added };
}

interface Hunk {
  readonly from: number;
  /** After the last line. */
  readonly to: number;
  readonly blocks: readonly Block[];
}

/** Joins blocks whose context touches. */
function hunksOf(blocks: readonly Block[], lineCount: number): readonly Hunk[] {
  const hunks: Hunk[] = [];
  for (const block of blocks) {
    const from = Math.max(0, block.at - CONTEXT);
    const to = Math.min(lineCount, block.at + block.removed.length + CONTEXT);
    const last = hunks.at(-1);
    if (last && from <= last.to) {
      hunks[hunks.length - 1] = { from: last.from, to, blocks: [...last.blocks, block] };
    } else hunks.push({ from, to, blocks: [block] });
  }
  return hunks;
}

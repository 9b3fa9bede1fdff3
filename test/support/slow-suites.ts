import type { AggregatedResult, TestResult } from '@jest/test-result';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { textTable } from '../../gateway/platform/text-table.ts';
import { SPENT_FILE, type Spent } from './timed.ts';

/** The number of test files in the table. */
const MAX_ROWS = 15;

/** With fewer test files there is no table, since Jest's own list is short enough. */
const MIN_FILES = 20;

/**
 * A Jest reporter that prints the slowest test files: seconds in all, seconds in tests (the rest is loading and hooks),
 * seconds of the processor in the worker and in child processes that ended, and seconds of each kind of wait. A last line adds up all files.
 * https://jestjs.io/docs/configuration#custom-reporters
 */
export default class SlowSuites {
  onRunComplete(_contexts: unknown, { testResults }: AggregatedResult): void {
    const spent = readSpent();
    if (testResults.length < MIN_FILES) return;
    const rows = testResults
      .toSorted((a, b) => seconds(b) - seconds(a))
      .slice(0, MAX_ROWS)
      .map((result) => rowOf(result, spent.get(result.testFilePath) ?? []));
    const total = testResults.reduce((sum, result) => sum + seconds(result), 0);
    const columns = ['test file', 's', 'in tests', 'processor', 'children', 'waited for'];
    const { text } = textTable(columns, rows);
    const all = [...spent.values()].flat();
    process.stdout.write(
      `\nThe slowest of ${Math.round(total)} s in all test files:\n${text}` +
        `All files took ${processor(all, 'processor')} s of the processor, their child processes ${processor(all, 'children')} s, and waited for ${waits(all)}.\n`,
    );
  }
}

function rowOf(result: TestResult, spent: readonly Spent[]): readonly string[] {
  const inTests = result.testResults.reduce((sum, { duration }) => sum + (duration ?? 0), 0);
  const path = relative(process.cwd(), result.testFilePath).replace(/^dist\//, '');
  const times = [seconds(result).toFixed(1), (inTests / 1000).toFixed(1)];
  return [
    path,
    ...times,
    processor(spent, 'processor'),
    processor(spent, 'children'),
    waits(spent),
  ];
}

/** Seconds of the processor. */
function processor(spent: readonly Spent[], of: 'processor' | 'children'): string {
  return secondsOf(spent.filter(({ kind }) => kind === of));
}

/** The number of waits of each kind and their seconds. */
function waits(spent: readonly Spent[]): string {
  return [...new Set(spent.map(({ kind }) => kind))]
    .filter((kind) => kind !== 'processor' && kind !== 'children')
    .toSorted()
    .map((kind) => {
      const own = spent.filter((each) => each.kind === kind);
      return `${own.length} × ${kind} ${secondsOf(own)}`;
    })
    .join(', ');
}

function secondsOf(spent: readonly Spent[]): string {
  return (spent.reduce((sum, { ms }) => sum + ms, 0) / 1000).toFixed(1);
}

function seconds({ perfStats: { start, end } }: TestResult): number {
  return (end - start) / 1000;
}

/** The times of each test file, by its path. */
function readSpent(): ReadonlyMap<string, readonly Spent[]> {
  const file = process.env[SPENT_FILE];
  const all = new Map<string, Spent[]>();
  if (file === undefined || !existsSync(file)) return all;
  for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
    const spent = JSON.parse(line) as Spent;
    all.set(spent.path, [...(all.get(spent.path) ?? []), spent]);
  }
  rmSync(file);
  return all;
}

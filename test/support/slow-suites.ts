import type { AggregatedResult, TestResult } from '@jest/test-result';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { textTable } from '../../gateway/platform/text-table.ts';
import { WAITS_FILE, type Wait } from './timed.ts';

/** The number of test files in the table. */
const MAX_ROWS = 15;

/** With fewer test files there is no table, since Jest's own list is short enough. */
const MIN_FILES = 20;

/**
 * A Jest reporter that prints the slowest test files: seconds in all, seconds in tests (the rest is loading and hooks),
 * and seconds of each kind of wait. A last line adds up the waits of all files.
 * https://jestjs.io/docs/configuration#custom-reporters
 */
export default class SlowSuites {
  onRunComplete(_contexts: unknown, { testResults }: AggregatedResult): void {
    const waits = readWaits();
    if (testResults.length < MIN_FILES) return;
    const rows = testResults
      .toSorted((a, b) => seconds(b) - seconds(a))
      .slice(0, MAX_ROWS)
      .map((result) => rowOf(result, waits.get(result.testFilePath) ?? []));
    const total = testResults.reduce((sum, result) => sum + seconds(result), 0);
    const { text } = textTable(['test file', 's', 'in tests', 'waited for'], rows);
    process.stdout.write(`\nThe slowest of ${Math.round(total)} s in all test files:\n${text}`);
    process.stdout.write(`All files waited for ${describeWaits([...waits.values()].flat())}.\n`);
  }
}

function rowOf(result: TestResult, waits: readonly Wait[]): readonly string[] {
  const inTests = result.testResults.reduce((sum, { duration }) => sum + (duration ?? 0), 0);
  const path = relative(process.cwd(), result.testFilePath).replace(/^dist\//, '');
  return [path, seconds(result).toFixed(1), (inTests / 1000).toFixed(1), describeWaits(waits)];
}

/** The number of waits of each kind and their seconds. */
function describeWaits(waits: readonly Wait[]): string {
  const kinds = [...new Set(waits.map(({ kind }) => kind))].toSorted();
  return kinds
    .map((kind) => {
      const own = waits.filter((wait) => wait.kind === kind);
      const ms = own.reduce((sum, wait) => sum + wait.ms, 0);
      return `${own.length} × ${kind} ${(ms / 1000).toFixed(1)}`;
    })
    .join(', ');
}

function seconds({ perfStats: { start, end } }: TestResult): number {
  return (end - start) / 1000;
}

/** What each test file waited for, by its path. */
function readWaits(): ReadonlyMap<string, readonly Wait[]> {
  const file = process.env[WAITS_FILE];
  const waits = new Map<string, Wait[]>();
  if (file === undefined || !existsSync(file)) return waits;
  for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
    const wait = JSON.parse(line) as Wait;
    waits.set(wait.path, [...(waits.get(wait.path) ?? []), wait]);
  }
  rmSync(file);
  return waits;
}

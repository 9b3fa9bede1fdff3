import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { packageFile } from '../../schema/package-file.ts';

const read = (file: string) => readFileSync(packageFile(file), 'utf8').replaceAll(/\s+/gu, ' ');
const README = read('README.md');
const BENCHMARKS = read('docs/benchmarks.md');

/** The median of a workload over plain Apollo, in the table of several runs. */
function medianOf(workload: string): number {
  const [, median] =
    new RegExp(`\\| \`${workload}\` \\| ([\\d.]+) \\| [\\d.]+ –`).exec(BENCHMARKS) ?? [];
  return Number(median);
}

describe('the throughput that the README states', () => {
  const [, entity, list, wide, mercurius] =
    /about (\d+)× Apollo Gateway for one entity, (\d+)× for a list, (\d+)× for a wide query\. Mercurius is ([\d.]+)× as fast/.exec(
      README,
    ) ?? [];

  it('is the rounded median of each workload in docs/benchmarks.md', () => {
    expect(['entity', 'list', 'wide'].map((workload) => Math.round(medianOf(workload)))).toEqual(
      [entity, list, wide].map(Number),
    );
  });

  it('has the same figure for Mercurius as docs/benchmarks.md', () => {
    const [, figure] = /On `entity`, Mercurius is ([\d.]+) times as fast/.exec(BENCHMARKS) ?? [];
    expect(mercurius).toBe(figure);
  });
});

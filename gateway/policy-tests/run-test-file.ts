import type { MarkedGraph } from '../../schema/compose.ts';
import type { Coordinate } from '../../directives/coordinate.ts';
import type { Element } from '../../schema/views/elements.ts';
import type { PolicyConfig } from '../config/load-policy-config.ts';
import { printProblem } from '../config/parse-tree.ts';
import { StartError } from '../platform/errors.ts';
import { createFindFieldQueries } from './field-queries.ts';
import { findCallerProblems } from './find-caller-problems.ts';
import type { TestedGraph } from './open-tested-graph.ts';
import { planCases, type PlannedCase } from './plan-cases.ts';
import type { ReadTestFile } from './read-test-file.ts';
import { runCase, type CaseResult } from './run-cases.ts';

/** A graph with the configuration that tests run with. */
export interface OpenedGraph {
  readonly graph: MarkedGraph & { readonly elements: ReadonlyMap<Coordinate, Element> };
  readonly config: PolicyConfig;
  readonly tested: TestedGraph;
}

/** A file whose cases fit its graph. */
export interface PlannedFile extends ReadTestFile {
  readonly cases: readonly PlannedCase[];
  readonly opened: OpenedGraph;
}

/** The results of one file. */
export interface FileResult extends PlannedFile {
  readonly results: readonly CaseResult[];
}

/** Plans the cases of a file. Throws a `StartError` with one line for each problem: file, line, and what to fix. */
export function planTestFile(read: ReadTestFile, opened: OpenedGraph): PlannedFile {
  const { file, tests, lineOf } = read;
  const { graph, config, tested } = opened;
  const { schema } = tested;
  const findQueries = createFindFieldQueries(schema, graph.policy, tests.patient);
  const { cases, problems } = planCases(tests, { ...graph, schema, findQueries });
  const all = [...findCallerProblems(tests, config, graph.policy), ...problems];
  if (all.length > 0) {
    const lines = all
      .map(({ path, text }) => ({ line: lineOf(path), path, text }))
      .toSorted((a, b) => a.line - b.line);
    throw new StartError(
      lines.map(({ line, path, text }) => printProblem(path, text, `${file}:${line}: `)),
    );
  }
  return { ...read, cases, opened };
}

/** Runs the cases of a file whose names a filter accepts. */
export async function runTestFile(
  planned: PlannedFile,
  accepts: (name: string) => boolean,
  now: () => number,
): Promise<FileResult> {
  const { tests, opened } = planned;
  const run = { file: tests, graph: opened.tested, policy: opened.graph.policy, now };
  const results: CaseResult[] = [];
  for (const each of planned.cases)
    if (accepts(each.test.name)) results.push(await runCase(each, run));
  return { ...planned, results };
}

import type { Coordinate } from '../../directives/coordinate.ts';
import { markedFields, type PlanningGraph } from './plan-cases.ts';
import type { CaseResult } from './run-cases.ts';

/** Which marked fields and inputs, and which roles, the cases of a graph are about. */
export interface Coverage {
  /** Marked leaf fields, arguments and input fields. */
  readonly marked: number;
  /** Those without a case. */
  readonly uncovered: readonly Coordinate[];
  /** Roles that marks name and no caller of a case has. */
  readonly roles: readonly string[];
}

/** Measures which marks the cases that ran are about. */
export function measureCoverage(
  graph: Pick<PlanningGraph, 'elements' | 'policy' | 'schema'>,
  results: readonly CaseResult[],
  rolesOf: (result: CaseResult) => readonly string[],
): Coverage {
  const { elements, policy } = graph;
  const inputs = [...elements.values()].flatMap(({ at, kind }) =>
    (kind === 'argument' || kind === 'input field') && policy.requirements.has(at) ? [at] : [],
  );
  const marked = [...markedFields(graph), ...inputs];
  const covered = new Set(results.flatMap(({ checks }) => checks.flatMap(({ covers }) => covers)));
  const tested = new Set(results.flatMap(rolesOf));
  return {
    marked: marked.length,
    uncovered: marked.filter((at) => !covered.has(at)).toSorted(),
    roles: policy.roles.filter((role) => !tested.has(role)),
  };
}

/** The share of marked places with a case, in whole percent; 100 where nothing is marked. */
export function coveredPercent({ marked, uncovered }: Coverage): number {
  return marked === 0 ? 100 : Math.floor((100 * (marked - uncovered.length)) / marked);
}

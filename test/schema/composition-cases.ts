import { expect, it } from '@jest/globals';
import type { Problem } from '../../directives/marks/problem.ts';
import { composeSdl, HEAD } from '../support/compose-subgraphs.ts';

/** A problem that composition must report. */
export type Expected = Pick<Problem, 'code' | 'subgraph' | 'coordinate' | 'line'>;

/** A query root, for subgraphs whose other types matter. */
export const OK = `type Query { ok: Int }`;

/** The first line after the head. */
export const LINE = 8;

/** A problem in the first line of the subgraph `a`. */
export function found(code: Problem['code'], coordinate: string | null): Expected {
  return { code, subgraph: 'a', coordinate, line: LINE };
}

/** The problems of subgraphs. The head precedes each text that does not start with `extend schema`. */
export function problemsOf(subgraphs: Readonly<Record<string, string>>): readonly Expected[] {
  const full = Object.entries(subgraphs).map(([name, sdl]) => [
    name,
    sdl.startsWith('extend schema') ? sdl : `${HEAD}${sdl}`,
  ]);
  const composed = composeSdl(Object.fromEntries(full));
  if (composed.ok) return [];
  // Formats print the two one after the other.
  for (const { message, fix } of composed.problems)
    expect([message, fix]).toEqual(Array(2).fill(expect.stringMatching(/.[.!?]$/)));
  return composed.problems.map(({ code, subgraph, coordinate, line }) => ({
    code,
    subgraph,
    coordinate,
    line,
  }));
}

/** A rule, the subgraphs, and the problems that composition reports; none if it accepts them. */
type Case = readonly [rule: string, subgraphs: Readonly<Record<string, string>>, ...Expected[]];

/** Tests that composition reports exactly the problems of each case. */
export function refuses(cases: readonly Case[]): void {
  it.each(
    cases.map(([rule, subgraphs, ...expected]) => ({
      rule,
      subgraphs,
      expected,
      outcome: [...new Set(expected.map(({ code }) => code))].join(' and ') || 'no problem',
    })),
  )('$rule: $outcome', ({ subgraphs, expected }) => {
    expect(problemsOf(subgraphs)).toEqual(expected);
  });
}

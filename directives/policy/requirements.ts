import { accessIn, isProtected } from './access.ts';
import type { Coordinate } from '../coordinate.ts';
import type { PhiMark, RoleMark } from '../marks/graph.ts';
import { deidentificationIn } from './deidentification.ts';
import type { Need } from './needs.ts';
import type { Clause, Requirement } from './policy.ts';
import type { Problem } from '../marks/problem.ts';
import { isForDefaultRoles, present, reachedIn } from './transitive-marks.ts';
import type { Deidentify } from '../spec.ts';

/** The merged requirements of a graph. */
export interface Merged {
  /** Only coordinates that require something. */
  readonly requirements: ReadonlyMap<Coordinate, Requirement>;
  /** Coordinates with two different methods. */
  readonly problems: readonly Problem[];
}

/**
 * Merges needs into requirements: AND over the element, its type, what it returns, everything that it is
 * computed from and, for an interface, everything that it stands for. Adding a mark never makes a requirement
 * laxer, save that a `@role` takes the place of the default roles.
 */
export function mergeRequirements(needs: ReadonlyMap<Coordinate, Need>): Merged {
  const requirements = new Map<Coordinate, Requirement>();
  const problems: Problem[] = [];
  const reach = reachedIn(needs);
  const deidentification = deidentificationIn(needs);
  const accessOf = accessIn();
  for (const need of needs.values()) {
    const { phi, roles, all } = reach(need);
    const access = accessOf(all);
    problems.push(...methodProblems(need), ...sourceProblems(need, needs));
    if (phi.length === 0 && roles.length === 0 && !isProtected(access)) continue;
    const { method, methodCategory } = deidentification(need);
    requirements.set(need.at, {
      phi: phi.length > 0,
      defaultRoles: all.some((each) => isForDefaultRoles(reach(each))),
      categories: [...new Set(phi.map((mark) => mark.category))].toSorted(),
      clauses: clausesOf(roles),
      ...access,
      method,
      methodCategory,
    });
  }
  return { requirements, problems };
}

function clausesOf(roles: readonly RoleMark[]): Clause[] {
  const clauses = new Map<string, Clause>();
  for (const { at, anyOf, deidentified } of roles) {
    const clause = { at, anyOf, deidentified };
    clauses.set(JSON.stringify(clause), clause);
  }
  return [...clauses].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, clause]) => clause);
}

function methodProblems(need: Need): Problem[] {
  const methods = new Map<Deidentify, PhiMark>();
  for (const mark of need.own) {
    if (mark.kind === 'phi' && mark.method !== null) methods.set(mark.method, mark);
  }
  const [, ...others] = methods.values();
  return others.slice(0, 1).map(({ origin }) => ({
    code: 'METHODS_DIFFER',
    ...origin,
    coordinate: need.at,
    message: `${need.at} has several de-identification methods, ${[...methods.keys()].join(' and ')}.`,
    mend: 'Name one method, the same in every subgraph and interface.',
  }));
}

/**
 * A source that doesn't exist can't be judged, so what is computed from it can't either. Fields computed from
 * one another can't be served: composition and planning never end.
 */
function sourceProblems(need: Need, needs: ReadonlyMap<Coordinate, Need>): Problem[] {
  const missing = need.sources.find((at) => !needs.has(at));
  if (missing !== undefined) {
    return [sourceProblem(need, `is computed from ${missing}, which doesn't exist`)];
  }
  const found = new Set(present(need.sources, needs));
  for (const source of found) {
    for (const next of present(source.sources, needs)) found.add(next);
  }
  return found.has(need) ? [sourceProblem(need, 'is computed from itself')] : [];
}

function sourceProblem(need: Need, fault: string): Problem {
  return {
    code: 'FIELD_SET_INVALID',
    ...need.origin,
    coordinate: need.at,
    message: `${need.at} ${fault}.`,
    mend: 'Correct the selection of its @requires or @fromContext.',
  };
}

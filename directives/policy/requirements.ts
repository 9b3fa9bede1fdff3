import type { Coordinate } from '../coordinate.ts';
import type { Mark, PhiMark, RoleMark } from '../marks/graph.ts';
import type { Need } from './needs.ts';
import type { Clause, Requirement } from './policy.ts';
import type { Problem } from '../marks/problem.ts';
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
  const reached = new Map<Coordinate, Reached>();
  const reach = (need: Need): Reached => {
    const known = reached.get(need.at);
    if (known) return known;
    const found = reachedFrom(need, needs);
    reached.set(need.at, found);
    return found;
  };
  for (const need of needs.values()) {
    const { phi, roles, others } = reach(need);
    problems.push(...methodProblems(need), ...sourceProblems(need, needs));
    if (phi.length === 0 && roles.length === 0) continue;
    const isDefault = (each: Reached) => each.phi.length > 0 && each.roles.length === 0;
    requirements.set(need.at, {
      phi: phi.length > 0,
      defaultRoles: [need, ...others].some((each) => isDefault(reach(each))),
      categories: [...new Set(phi.map((mark) => mark.category))].toSorted(),
      clauses: clausesOf(roles),
      ...deidentificationOf(need, needs, reach),
    });
  }
  return { requirements, problems };
}

/** The marks of a coordinate and of all that it depends on. */
interface Reached {
  readonly phi: readonly PhiMark[];
  readonly roles: readonly RoleMark[];
  /** The needs it depends on, without itself. */
  readonly others: readonly Need[];
}

function reachedFrom(start: Need, needs: ReadonlyMap<Coordinate, Need>): Reached {
  const found = new Set([start]);
  for (const need of found) {
    for (const next of present([...need.sources, ...need.implementers], needs)) found.add(next);
  }
  const marks = [...found].flatMap((need) => [...need.own, ...need.inherited]);
  return {
    phi: marks.filter((mark) => mark.kind === 'phi'),
    roles: marks.filter((mark) => mark.kind === 'role'),
    others: [...found].filter((need) => need !== start),
  };
}

function clausesOf(roles: readonly RoleMark[]): Clause[] {
  const clauses = new Map<string, Clause>();
  for (const { at, anyOf, deidentified } of roles) {
    const clause = { at, anyOf, deidentified };
    clauses.set(JSON.stringify(clause), clause);
  }
  return [...clauses].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, clause]) => clause);
}

/** How a coordinate is shown de-identified. */
type Deidentification = Pick<Requirement, 'method' | 'methodCategory'>;

const SUPPRESSED: Deidentification = { method: 'SUPPRESS', methodCategory: 'OTHER_ID' };

/** What authors named among some marks; the first category where several marks name one method. */
function explicit(marks: readonly Mark[]): Deidentification | null {
  const [first] = marks
    .flatMap((mark) =>
      mark.kind === 'phi' && mark.method !== null
        ? [{ method: mark.method, methodCategory: mark.category }]
        : [],
    )
    .toSorted((a, b) => (a.methodCategory < b.methodCategory ? -1 : 1));
  return first ?? null;
}

function deidentificationOf(
  need: Need,
  needs: ReadonlyMap<Coordinate, Need>,
  reach: (need: Need) => Reached,
): Deidentification {
  const own = explicit(need.own);
  if (own) return own;
  const isDeidentified = present(need.sources, needs).some((source) =>
    reach(source).roles.some((role) => role.deidentified.length > 0),
  );
  if (isDeidentified) return SUPPRESSED;
  const below = present(need.implementers, needs)
    .filter((each) => each.implementers.length === 0 && isMarked(reach(each)))
    .map((each) => deidentificationOf(each, needs, reach));
  if (new Set(below.map(({ method }) => method)).size > 1) return SUPPRESSED;
  const [shared] = below;
  return shared ?? explicit(need.leaf) ?? SUPPRESSED;
}

function isMarked({ phi, roles }: Reached): boolean {
  return phi.length > 0 || roles.length > 0;
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

function present(
  coordinates: readonly Coordinate[],
  needs: ReadonlyMap<Coordinate, Need>,
): readonly Need[] {
  return coordinates.flatMap((at) => needs.get(at) ?? []);
}

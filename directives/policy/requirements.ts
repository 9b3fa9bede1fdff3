import { createAccessMerger, hasAccessDirectives } from './access.ts';
import type { Coordinate } from '../coordinate.ts';
import type { PhiMark, RoleMark } from '../marks/graph.ts';
import type { DateFormat, DateScalars } from './date-format.ts';
import { createDeidentificationFinder } from './deidentification.ts';
import type { ElementMarks } from './element-marks.ts';
import type { Clause, Requirement } from './policy.ts';
import type { Problem } from '../marks/problem.ts';
import { createMarkCollector, elementsAt, needsDefaultRoles } from './transitive-marks.ts';
import type { Deidentify } from '../spec.ts';

/** The merged requirements of a graph. */
export interface MergedRequirements {
  /** Holds only coordinates that require something. */
  readonly requirements: ReadonlyMap<Coordinate, Requirement>;
  /** Elements with two methods, and fields computed from a missing field or from themselves. */
  readonly problems: readonly Problem[];
}

/**
 * Merges the marks of each element into its requirement: AND over the element, its type, the type of its value, all
 * that it is computed from and, for an interface, all implementers. An added mark never makes a requirement laxer,
 * except that a `@role` replaces the default roles.
 */
export function mergeRequirements(
  elementMarks: ReadonlyMap<Coordinate, ElementMarks>,
  dateScalars: DateScalars,
): MergedRequirements {
  const requirements = new Map<Coordinate, Requirement>();
  const problems: Problem[] = [];
  const transitiveMarks = createMarkCollector(elementMarks);
  const deidentification = createDeidentificationFinder(elementMarks);
  const mergeAccess = createAccessMerger();
  for (const element of elementMarks.values()) {
    const { phi, roles, elements } = transitiveMarks(element);
    const access = mergeAccess(elements);
    problems.push(...methodProblems(element), ...sourceProblems(element, elementMarks));
    if (phi.length === 0 && roles.length === 0 && !hasAccessDirectives(access)) continue;
    const { method, methodCategory } = deidentification(element);
    requirements.set(element.at, {
      phi: phi.length > 0,
      usesDefaultRoles: elements.some((each) => needsDefaultRoles(transitiveMarks(each))),
      categories: [...new Set(phi.map((mark) => mark.category))].toSorted(),
      clauses: clausesOf(roles),
      ...access,
      method,
      methodCategory,
      dateFormat: method === 'YEAR' ? dateFormatOf(element, dateScalars) : null,
    });
  }
  return { requirements, problems };
}

/** The format of an element's dates; null unless its type is one declared date scalar. */
function dateFormatOf({ model }: ElementMarks, dateScalars: DateScalars): DateFormat | null {
  const [type = '', ...others] = model?.types ?? [];
  return others.length > 0 ? null : (dateScalars.get(type) ?? null);
}

/** The distinct clauses, sorted, so that the order of marks doesn't matter. */
function clausesOf(roles: readonly RoleMark[]): Clause[] {
  const clauses = new Map<string, Clause>();
  for (const { at, anyOf, deidentified } of roles) {
    const clause = { at, anyOf, deidentified };
    clauses.set(JSON.stringify(clause), clause);
  }
  return [...clauses].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, clause]) => clause);
}

/** Reports different methods on one element once, at the second. */
function methodProblems(element: ElementMarks): Problem[] {
  const methods = new Map<Deidentify, PhiMark>();
  for (const mark of element.own) {
    if (mark.kind === 'phi' && mark.method !== null) methods.set(mark.method, mark);
  }
  const [, ...others] = methods.values();
  return others.slice(0, 1).map(({ origin }) => ({
    code: 'METHODS_DIFFER',
    ...origin,
    coordinate: element.at,
    message: `${element.at} has several de-identification methods, ${[...methods.keys()].join(' and ')}.`,
    fix: 'Name one method, the same in every subgraph and interface.',
  }));
}

/**
 * Reports a field that is computed from a missing field, which can't be authorized, or from itself, also through other
 * fields: composition and planning don't terminate for fields that are computed from each other.
 */
function sourceProblems(
  element: ElementMarks,
  elementMarks: ReadonlyMap<Coordinate, ElementMarks>,
): Problem[] {
  const missing = element.sources.find((at) => !elementMarks.has(at));
  if (missing !== undefined) {
    return [sourceProblem(element, `is computed from ${missing}, which doesn't exist`)];
  }
  const allSources = new Set(elementsAt(element.sources, elementMarks));
  // The loop visits the sources that it adds as well.
  for (const source of allSources) {
    for (const next of elementsAt(source.sources, elementMarks)) allSources.add(next);
  }
  return allSources.has(element) ? [sourceProblem(element, 'is computed from itself')] : [];
}

function sourceProblem(element: ElementMarks, fault: string): Problem {
  return {
    code: 'FIELD_SET_INVALID',
    ...element.origin,
    coordinate: element.at,
    message: `${element.at} ${fault}.`,
    fix: 'Correct the selection of its @requires or @fromContext.',
  };
}

import type { Coordinate } from '../coordinate.ts';
import type { Mark, PhiMark } from '../marks/graph.ts';
import type { ElementMarks } from './element-marks.ts';
import type { Requirement } from './policy.ts';
import type { Category } from '../spec.ts';
import { createMarkCollector, elementsAt, type TransitiveMarks } from './transitive-marks.ts';

/**
 * Why an element (a type, field, argument, input field or enum value) has its de-identification method. In the order in which {@link createDeidentificationFinder} decides:
 * - `own`: the mark on the element itself, or on the same element of an interface above, names a method.
 * - `source`: suppressed, because the element is computed from a value that some roles see only de-identified.
 * - `implementer`: all marked implementing types share a method; `at` is the element of one of them.
 * - `implementers differ`: suppressed, because the implementing types have different methods.
 * - `leaf type`: the mark on the scalar or enum of its value (in GraphQL's words, its leaf type) names a method.
 * - `unnamed`: suppressed, because no mark names a method.
 */
export type MethodReason =
  | { readonly kind: 'own'; readonly mark: PhiMark }
  | { readonly kind: 'source'; readonly at: Coordinate }
  | { readonly kind: 'implementer'; readonly at: Coordinate }
  | { readonly kind: 'implementers differ' }
  | { readonly kind: 'leaf type'; readonly mark: PhiMark }
  | { readonly kind: 'unnamed' };

/**
 * How an element is shown de-identified, and why. A method comes with the category of the mark that names it, because
 * PSEUDONYM gives equal values of one category equal pseudonyms.
 */
export interface Deidentification extends Pick<Requirement, 'method' | 'methodCategory'> {
  readonly reason: MethodReason;
}

/** Returns a function that finds an element's method, in the order of {@link MethodReason}. */
export function createDeidentificationFinder(
  elementMarks: ReadonlyMap<Coordinate, ElementMarks>,
): (element: ElementMarks) => Deidentification {
  const transitiveMarks = createMarkCollector(elementMarks);
  const find = (element: ElementMarks): Deidentification => {
    const own = namedMethod('own', element.own);
    if (own) return own;
    const source = elementsAt(element.sources, elementMarks).find((each) =>
      transitiveMarks(each).roles.some((role) => role.deidentified.length > 0),
    );
    if (source) return suppressed({ kind: 'source', at: source.at });
    // Sorted, so that the result doesn't depend on the order of types.
    const implementers = elementsAt(element.implementers, elementMarks)
      .filter((each) => isMarked(transitiveMarks(each)))
      .map((each) => ({ ...find(each), reason: { kind: 'implementer', at: each.at } as const }))
      .toSorted((a, b) => (a.methodCategory < b.methodCategory ? -1 : 1));
    if (new Set(implementers.map(({ method }) => method)).size > 1) {
      return suppressed({ kind: 'implementers differ' });
    }
    return (
      implementers[0] ??
      namedMethod('leaf type', element.leafTypeMarks) ??
      suppressed({ kind: 'unnamed' })
    );
  };
  return find;
}

function suppressed(reason: MethodReason): Deidentification {
  return { method: 'SUPPRESS', methodCategory: SUPPRESS_CATEGORY, reason };
}

/**
 * The method that marks name; null if none does. Marks with different methods are refused (METHODS_DIFFER), so only
 * their categories can differ. The alphabetically first category counts, whatever the order of the marks.
 */
function namedMethod(kind: 'own' | 'leaf type', marks: readonly Mark[]): Deidentification | null {
  const [first] = marks
    .flatMap((mark) =>
      mark.kind === 'phi' && mark.method !== null
        ? [{ method: mark.method, methodCategory: categoryOf(mark), reason: { kind, mark } }]
        : [],
    )
    .toSorted((a, b) => (a.methodCategory < b.methodCategory ? -1 : 1));
  return first ?? null;
}

function categoryOf({ method, category }: PhiMark): Category {
  return method === 'SUPPRESS' ? SUPPRESS_CATEGORY : category;
}

/**
 * The one category of SUPPRESS. If one subgraph writes `@phi(category: SSN, deidentify: SUPPRESS)` and another
 * `@phi(category: SSN)`, composition may keep either, as SUPPRESS is the argument's default. Both give this category,
 * so a supergraph and its subgraphs have the same policy.
 */
const SUPPRESS_CATEGORY: Category = 'OTHER_ID';

function isMarked({ phi, roles }: TransitiveMarks): boolean {
  return phi.length > 0 || roles.length > 0;
}

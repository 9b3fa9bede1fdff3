import type { Coordinate } from '../coordinate.ts';
import type { Mark, PhiMark } from '../marks/graph.ts';
import type { ElementMarks } from './element-marks.ts';
import type { Requirement } from './policy.ts';
import type { Category } from '../spec.ts';
import { existing, createTransitiveMarks, type TransitiveMarks } from './transitive-marks.ts';

/** Where a de-identification method comes from. */
export type MethodReason =
  /** The element's own mark, or the mark on the same element of an interface above. */
  | { readonly kind: 'own'; readonly mark: PhiMark }
  /** The mark on the scalar or enum of its value. */
  | { readonly kind: 'leaf type'; readonly mark: PhiMark }
  /** Suppressed: it names no method, and it is computed from a value that some roles see only de-identified. */
  | { readonly kind: 'source'; readonly at: Coordinate }
  /** The method that all marked implementers share; `at` is one of them. */
  | { readonly kind: 'implementer'; readonly at: Coordinate }
  /** Suppressed: the implementers have different methods. */
  | { readonly kind: 'implementers differ' }
  /** Suppressed: no mark names a method. */
  | { readonly kind: 'unnamed' };

/** How an element is shown de-identified, and why. */
export interface Deidentification extends Pick<Requirement, 'method' | 'methodCategory'> {
  readonly reason: MethodReason;
}

/**
 * Returns a function that finds an element's method, in this order: its own; SUPPRESS for a computed field with a
 * source that is shown de-identified; the method that its implementers share; that of its scalar or enum; SUPPRESS.
 */
export function createDeidentificationFinder(
  elementMarks: ReadonlyMap<Coordinate, ElementMarks>,
): (element: ElementMarks) => Deidentification {
  const transitiveMarks = createTransitiveMarks(elementMarks);
  const find = (element: ElementMarks): Deidentification => {
    const own = named('own', element.own);
    if (own) return own;
    const source = existing(element.sources, elementMarks).find((each) =>
      transitiveMarks(each).roles.some((role) => role.deidentified.length > 0),
    );
    if (source) return suppressed({ kind: 'source', at: source.at });
    // Sorted, so that the result doesn't depend on the order of types.
    const implementers = existing(element.implementers, elementMarks)
      .filter((each) => isMarked(transitiveMarks(each)))
      .map((each) => ({ ...find(each), reason: { kind: 'implementer', at: each.at } as const }))
      .toSorted((a, b) => (a.methodCategory < b.methodCategory ? -1 : 1));
    if (new Set(implementers.map(({ method }) => method)).size > 1) {
      return suppressed({ kind: 'implementers differ' });
    }
    return (
      implementers[0] ?? named('leaf type', element.leafType) ?? suppressed({ kind: 'unnamed' })
    );
  };
  return find;
}

function suppressed(reason: MethodReason): Deidentification {
  return { method: 'SUPPRESS', methodCategory: 'OTHER_ID', reason };
}

/** The method that some marks name. If several name it, the alphabetically first category counts. */
function named(kind: 'own' | 'leaf type', marks: readonly Mark[]): Deidentification | null {
  const [first] = marks
    .flatMap((mark) =>
      mark.kind === 'phi' && mark.method !== null
        ? [{ method: mark.method, methodCategory: categoryOf(mark), reason: { kind, mark } }]
        : [],
    )
    .toSorted((a, b) => (a.methodCategory < b.methodCategory ? -1 : 1));
  return first ?? null;
}

/** SUPPRESS has one category, because composition doesn't distinguish an explicit SUPPRESS from the default. */
function categoryOf({ method, category }: PhiMark): Category {
  return method === 'SUPPRESS' ? 'OTHER_ID' : category;
}

function isMarked({ phi, roles }: TransitiveMarks): boolean {
  return phi.length > 0 || roles.length > 0;
}

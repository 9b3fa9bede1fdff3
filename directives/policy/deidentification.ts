import type { Coordinate } from '../coordinate.ts';
import type { Mark, PhiMark } from '../marks/graph.ts';
import type { Need } from './needs.ts';
import type { Requirement } from './policy.ts';
import type { Category } from '../spec.ts';
import { present, reachedIn, type Reached } from './transitive-marks.ts';

/** What a method was taken from. */
export type MethodReason =
  /** The element's own mark, or that of its counterpart in an interface above. */
  | { readonly kind: 'own'; readonly mark: PhiMark }
  /** The mark of the scalar or enum that it holds. */
  | { readonly kind: 'leaf'; readonly mark: PhiMark }
  /** Suppressed: it names no method, and is computed from what some see only de-identified. */
  | { readonly kind: 'source'; readonly at: Coordinate }
  /** The method that all marked implementers share; one of them. */
  | { readonly kind: 'implementer'; readonly at: Coordinate }
  /** Suppressed: implementers have different methods. */
  | { readonly kind: 'implementers differ' }
  /** Suppressed: nobody names a method. */
  | { readonly kind: 'unnamed' };

/** How a coordinate is shown de-identified, and why so. */
export interface Deidentification extends Pick<Requirement, 'method' | 'methodCategory'> {
  readonly reason: MethodReason;
}

/** Finds the method of each need: its own, else what it holds or stands for says, else SUPPRESS. */
export function deidentificationIn(
  needs: ReadonlyMap<Coordinate, Need>,
): (need: Need) => Deidentification {
  const reach = reachedIn(needs);
  const find = (need: Need): Deidentification => {
    const own = named('own', need.own);
    if (own) return own;
    const source = present(need.sources, needs).find((each) =>
      reach(each).roles.some((role) => role.deidentified.length > 0),
    );
    if (source) return suppressed({ kind: 'source', at: source.at });
    // In one order, however a graph lists its types.
    const below = present(need.implementers, needs)
      .filter((each) => isMarked(reach(each)))
      .map((each) => ({ ...find(each), reason: { kind: 'implementer', at: each.at } as const }))
      .toSorted((a, b) => (a.methodCategory < b.methodCategory ? -1 : 1));
    if (new Set(below.map(({ method }) => method)).size > 1) {
      return suppressed({ kind: 'implementers differ' });
    }
    return below[0] ?? named('leaf', need.leaf) ?? suppressed({ kind: 'unnamed' });
  };
  return find;
}

function suppressed(reason: MethodReason): Deidentification {
  return { method: 'SUPPRESS', methodCategory: 'OTHER_ID', reason };
}

/** What authors named among some marks; the first category where several marks name one method. */
function named(kind: 'own' | 'leaf', marks: readonly Mark[]): Deidentification | null {
  const [first] = marks
    .flatMap((mark) =>
      mark.kind === 'phi' && mark.method !== null
        ? [{ method: mark.method, methodCategory: categoryOf(mark), reason: { kind, mark } }]
        : [],
    )
    .toSorted((a, b) => (a.methodCategory < b.methodCategory ? -1 : 1));
  return first ?? null;
}

/** What is not shown has none: composition takes a SUPPRESS that is written for one that isn't. */
function categoryOf({ method, category }: PhiMark): Category {
  return method === 'SUPPRESS' ? 'OTHER_ID' : category;
}

function isMarked({ phi, roles }: Reached): boolean {
  return phi.length > 0 || roles.length > 0;
}

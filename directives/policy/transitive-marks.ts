import type { Coordinate } from '../coordinate.ts';
import type { PhiMark, RoleMark } from '../marks/graph.ts';
import type { ElementMarks } from './element-marks.ts';

/** The marks of an element and of every element that it depends on, through sources and implementers. */
export interface TransitiveMarks {
  readonly phi: readonly PhiMark[];
  readonly roles: readonly RoleMark[];
  /** The element itself and every element that it depends on. */
  readonly elements: readonly ElementMarks[];
}

/** Returns a function that collects an element's transitive marks, once per element. */
export function createMarkCollector(
  elementMarks: ReadonlyMap<Coordinate, ElementMarks>,
): (element: ElementMarks) => TransitiveMarks {
  const known = new Map<Coordinate, TransitiveMarks>();
  return (element) => {
    const found = known.get(element.at) ?? collect(element, elementMarks);
    known.set(element.at, found);
    return found;
  };
}

function collect(
  start: ElementMarks,
  elementMarks: ReadonlyMap<Coordinate, ElementMarks>,
): TransitiveMarks {
  const found = new Set([start]);
  // The loop visits the elements that it adds as well.
  for (const element of found) {
    const dependencies = [...element.sources, ...element.implementers];
    for (const next of elementsAt(dependencies, elementMarks)) found.add(next);
  }
  const elements = [...found];
  const marks = elements.flatMap((element) => [...element.own, ...element.inherited]);
  return {
    phi: marks.filter((mark) => mark.kind === 'phi'),
    roles: marks.filter((mark) => mark.kind === 'role'),
    elements,
  };
}

/** Whether marks are PHI without any `@role`, so that the configured default roles are required. */
export function needsDefaultRoles({ phi, roles }: TransitiveMarks): boolean {
  return phi.length > 0 && roles.length === 0;
}

/** The elements at these coordinates. Coordinates that don't exist are skipped. */
export function elementsAt(
  coordinates: readonly Coordinate[],
  elementMarks: ReadonlyMap<Coordinate, ElementMarks>,
): readonly ElementMarks[] {
  return coordinates.flatMap((at) => elementMarks.get(at) ?? []);
}

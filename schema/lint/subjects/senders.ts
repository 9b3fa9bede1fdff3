import type { TypeModel } from '../../../directives/marks/graph.ts';
import type { Ground } from './subject.ts';
import type { TypeShape } from './type-shape.ts';

/** The customers of records that say themselves who the patient is, as a practice that sends samples to a laboratory. */
export function sendersIn(
  all: readonly TypeShape[],
  shapeOf: Ground['shapeOf'],
): ReadonlySet<TypeModel> {
  return new Set(
    all
      .filter(({ type, patientField }) => patientField !== null && !type.kinds.has('input'))
      .flatMap(({ links }) => links.filter(({ isList: isMany }) => !isMany))
      .flatMap(({ to }) => to.filter((each) => shapeOf(each).kind === 'customer')),
  );
}

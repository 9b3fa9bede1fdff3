import type { Ground } from './subject.ts';
import { carriedBy, type TypeShape } from './type-shape.ts';

/** Whether a type lists what refers to it, and is not a part of a record itself. */
export function isHub(
  { type, links, kind, health }: TypeShape,
  shapeOf: Ground['shapeOf'],
): boolean {
  if (kind === 'record' || health.size > 0) return false;
  /** Whether it lists patients who each list it, as a trial and its patients do. */
  const isOfMany = links.some(
    ({ isList: isMany, to }) =>
      isMany &&
      to.some((each) => {
        const other = shapeOf(each);
        return (
          other.kind === 'patient' &&
          other.links.some(
            (back) =>
              (back.isList && back.to.includes(type)) ||
              back.to.some((one) => carriedBy(shapeOf(one), shapeOf).includes(type)),
          )
        );
      }),
  );
  if (isOfMany) return true;
  return links.some(
    ({ isList: isMany, to }) =>
      isMany &&
      to.some((each) => {
        const other = shapeOf(each);
        return (
          other.links.some((back) => !back.isList && back.to.includes(type)) &&
          other.links.some(
            (back) => !back.isList && back.to.some((one) => shapeOf(one).kind === 'patient'),
          )
        );
      }),
  );
}

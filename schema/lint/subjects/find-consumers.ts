import type { Ground, Subject } from './subject.ts';
import { isElsewhere } from './type-name.ts';
import { keyBaseOf, type TypeShape } from './type-shape.ts';
import { wordsOf } from '../words.ts';

/**
 * The patients of a graph without a type for patients: the persons who have health information of their own or linked to
 * them, as the users of an app for health are.
 */
export function findConsumers(
  all: readonly TypeShape[],
  { shapeOf }: Ground,
): readonly (readonly [TypeShape, Subject])[] {
  const holds = (shape: TypeShape) => holdsHealth(shape) || isHolder(shape, shapeOf);
  const persons = all.filter(isPerson);
  const bases = new Set(persons.map(({ base }) => base));
  /** Base of a person → a field of health information that refers to the person. */
  const referred = new Map<string, string>();
  for (const shape of all.filter(holds)) {
    for (const link of shape.links.filter(({ isList }) => !isList))
      for (const type of link.to)
        referred.set(shapeOf(type).base, `${shape.type.name}.${link.name}`);
    for (const name of shape.leaves.keys()) {
      const words = wordsOf(name);
      const owner = keyBaseOf(words)?.join('') ?? '';
      if (bases.has(owner)) referred.set(owner, `${shape.type.name}.${name}`);
    }
  }
  return persons.flatMap((shape) => {
    const { name } = shape.type;
    const held = shape.links.find(({ to }) => to.map(shapeOf).some(holds));
    const sign =
      shape.health.size > 0
        ? [...shape.health][0]
        : (held && `${name}.${held.name}`) || referred.get(shape.base);
    if (sign === undefined) return [];
    return [
      [
        shape,
        { about: 'patient', because: `${name} is a person with health information: ${sign}` },
      ],
    ];
  });
}

function holdsHealth({ kind, health }: TypeShape): boolean {
  return !isElsewhere(kind) && (health.size > 0 || kind === 'record');
}

/** Whether a type has health information in an object, such as a report with its measure. */
function isHolder(shape: TypeShape, shapeOf: Ground['shapeOf']): boolean {
  if (isPerson(shape) || isElsewhere(shape.kind)) return false;
  return shape.links.some(({ to }) =>
    to.map(shapeOf).some((each) => !isPerson(each) && holdsHealth(each)),
  );
}

/** Whether a type represents a person who can be a patient, by its name or by fields that identify one. */
function isPerson({ kind, identity, health }: TypeShape): boolean {
  return (
    kind === 'person' ||
    kind === 'customer' ||
    kind === 'relative' ||
    (kind === null && identity.size >= 2 && health.size >= 2)
  );
}

import type { Coordinate } from '../../directives/coordinate.ts';
import type { Element } from '../../schema/views/elements.ts';

/** The arguments of a field, and the input fields and enum values that these can hold, however deep. */
export function inputsOf(
  field: Coordinate,
  elements: ReadonlyMap<Coordinate, Element>,
): readonly Coordinate[] {
  const all = [...elements.values()];
  const args = all.filter(({ at, kind }) => kind === 'argument' && at.startsWith(`${field}(`));
  const found = new Set(args.map(({ at }) => at));
  const types = new Set(args.map(typeOf));
  // A type that is added is visited by the same loop.
  for (const type of types)
    for (const element of all) {
      const isMember = element.kind === 'input field' || element.kind === 'enum value';
      if (!isMember || !element.at.startsWith(`${type}.`)) continue;
      found.add(element.at);
      if (element.type !== null) types.add(typeOf(element));
    }
  return [...found];
}

/** `Filter` for `[Filter!]`. */
function typeOf({ type }: Element): string {
  return type?.replaceAll(/[[\]!]/g, '') ?? '';
}

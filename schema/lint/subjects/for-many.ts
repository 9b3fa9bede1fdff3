import { wordsOf } from '../words.ts';
import { isPersonKind } from './accounts.ts';
import type { Ground } from './subject.ts';
import type { TypeShape } from './type-shape.ts';

/** Whether a type has room for so many, as a ward, a class or a place of isolation has, whatever it is named for. */
export function isForMany({ leaves }: Pick<TypeShape, 'leaves'>): boolean {
  return [...leaves.keys()].some((name) => CAPACITY.test(wordsOf(name).join(' ')));
}

const CAPACITY = /^(?:max |total )?(?:capacity|capacidad|capacidade|kapazitat|capacite)$/;

/** Whether a type is a study in research, which has a name and many take part in, and not the images of one patient. */
export function isResearch(
  { type, leaves, links }: TypeShape,
  shapeOf: Ground['shapeOf'],
): boolean {
  const persons = links.flatMap(({ to }) => to.map(shapeOf));
  return (
    STUDIES.has(wordsOf(type.name).at(-1) ?? '') &&
    [...leaves.keys()].some((name) => TITLES.has(wordsOf(name).at(-1) ?? '')) &&
    !persons.some((each) => isPersonKind(each) || each.kind === 'patient')
  );
}

const STUDIES: ReadonlySet<string> = new Set(wordsOf('study trial cohort'));
const TITLES: ReadonlySet<string> = new Set(wordsOf('name title acronym'));

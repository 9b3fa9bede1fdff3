import type { TypeModel } from '../../../directives/marks/graph.ts';
import { wordsOf } from '../words.ts';
import type { Search } from './search.ts';
import type { Subject } from './subject.ts';
import { isElsewhere, withoutForms } from './type-name.ts';
import type { TypeShape } from './type-shape.ts';

/**
 * Creates the function for the subject of a type that shows another one with health information: named for it with a further word,
 * and with its values for at least half of its own, two of which are more than a key and a name, as `PublicCard` and `CardPreview`
 * show a `Card`.
 */
export function viewSubjects({
  all,
  ground,
}: Pick<Search, 'all' | 'ground'>): (
  shape: TypeShape,
  found: ReadonlyMap<TypeModel, Subject>,
) => Subject | null {
  const { label, technical, kinds } = ground.lexicon;
  const isLabel = (words: readonly string[]) => label.longest(words)?.phrase === words.join(' ');
  const byBase = new Map<string, TypeShape[]>();
  for (const shape of all)
    if (shape.health.size > 0) byBase.set(shape.base, [...(byBase.get(shape.base) ?? []), shape]);
  const shows = ({ leaves }: TypeShape, shown: TypeShape) => {
    const same = [...leaves.keys()].filter((name) => shown.leaves.has(name));
    const own = same
      .map(wordsOf)
      .filter((words) => !isLabel(words) && technical.longest(words) === null);
    return own.length >= 2 && same.length * 2 >= leaves.size;
  };
  return (shape, found) => {
    const { type, kind } = shape;
    if (type.kinds.has('input') || isElsewhere(kind)) return null;
    const words = withoutForms(wordsOf(type.name));
    // A `TemplateIntervention` is what interventions are made from.
    if (words.some((word) => isElsewhere(kinds.last([word])?.meaning ?? null))) return null;
    const bases = words
      .slice(1)
      .flatMap((_, at) => [words.slice(at + 1).join(''), words.slice(0, at + 1).join('')]);
    const shown = bases
      .flatMap((base) => byBase.get(base) ?? [])
      .find((each) => SHOWN.has(found.get(each.type)?.about ?? 'unknown') && shows(shape, each));
    const subject = shown && found.get(shown.type);
    return subject ? { ...subject, because: `${type.name} shows ${shown.type.name}` } : null;
  };
}

const SHOWN: ReadonlySet<Subject['about']> = new Set(['patient', 'person', 'record']);

import { wordsOf } from '../words.ts';
import type { Search } from './search.ts';
import type { Subject } from './subject.ts';
import { isElsewhere } from './type-name.ts';
import type { TypeShape } from './type-shape.ts';

/**
 * The subject of a type that shows another one with health information: named for it with a further word, and with its values for at least half of its own,
 * two of which are more than a key and a name, as `PublicCard` and `CardPreview` show a `Card`.
 */
export function viewSubject(shape: TypeShape, { all, ground, found }: Search): Subject | null {
  const { type, kind, base, leaves } = shape;
  const { label, technical, kinds } = ground.lexicon;
  // A `TemplateIntervention` is what interventions are made from.
  const isOther = wordsOf(type.name).some((word) =>
    isElsewhere(kinds.last([word])?.meaning ?? null),
  );
  if (type.kinds.has('input') || isElsewhere(kind) || isOther) return null;
  const isLabel = (words: readonly string[]) => label.longest(words)?.phrase === words.join(' ');
  const shown = all.find((each) => {
    const about = found.get(each.type)?.about ?? 'unknown';
    if (each.health.size === 0 || !SHOWN.has(about)) return false;
    if (each.base.length < 4 || base === each.base) return false;
    if (!base.startsWith(each.base) && !base.endsWith(each.base)) return false;
    const same = [...leaves.keys()].filter((name) => each.leaves.has(name));
    const own = same.map(wordsOf).filter((words) => !isLabel(words) && !technical.longest(words));
    return own.length >= 2 && same.length * 2 >= leaves.size;
  });
  const subject = shown && found.get(shown.type);
  return subject ? { ...subject, because: `${type.name} shows ${shown.type.name}` } : null;
}

const SHOWN: ReadonlySet<Subject['about']> = new Set(['patient', 'person', 'record']);

import type { TypeModel } from '../../../directives/marks/graph.ts';
import { wordsOf } from '../words.ts';
import type { TypeName } from './type-name.ts';

/** What is read of a type here. */
interface Written {
  readonly type: Pick<TypeModel, 'name'>;
  readonly kind: TypeName['kind'];
  readonly leaves: ReadonlyMap<string, unknown>;
}

/** Whether a type is one in which a person writes of their days, and not of a song or a meeting: moods count in it. */
export function keepsDays({ type, kind, leaves }: Written): boolean {
  const words = wordsOf(type.name);
  if (words.some((word) => OPINIONS.has(word))) return false;
  return (
    kind === 'record' ||
    words.some((word) => DIARIES.has(word)) ||
    [...leaves.keys()].some(
      (name) => DAYS.has(wordsOf(name).at(-1) ?? '') && !/^(?:creat|updat)/i.test(name),
    )
  );
}

const OPINIONS: ReadonlySet<string> = new Set(
  wordsOf('review rating comment post reply card song'),
);
const DIARIES: ReadonlySet<string> = new Set(
  wordsOf('diary journal log entry check checkin day daily habit diario journee tagebuch'),
);
const DAYS: ReadonlySet<string> = new Set(wordsOf('date day fecha dia data jour datum tag'));

/** Whether a person writes of their well-being in a type, as in a `CheckIn` with `stress` and `exercise`. */
export function isOfWellness(written: Written): boolean {
  const found = new Set(
    [...written.leaves.keys()]
      .flatMap(wordsOf)
      .filter((word) => WELLNESS.has(word) || ENERGY.has(word)),
  );
  return found.size >= 2 && [...found].some((word) => WELLNESS.has(word)) && keepsDays(written);
}

/** What a meter and the figure of a game have too. */
const ENERGY: ReadonlySet<string> = new Set(
  wordsOf(
    `energy water hunger workout diet fruit vegetable veggie sugar alcohol walk walked yoga cardio gym stretch stretching vitamin
     supplement energia agua hambre fome energie eau faim`,
  ),
);
const WELLNESS: ReadonlySet<string> = new Set(
  wordsOf(
    `stress hydration hydrate slept meditate meditated exercised fasting exercise nutrition meditation mindfulness gratitude motivation appetite wellbeing fatigue anger sadness
     joy calm worry estres hidratacion ejercicio meditacion gratitud motivacion apetito fatiga estresse hidratacao exercicio
     meditacao gratidao motivacao exercice gratitude appetit`,
  ),
);

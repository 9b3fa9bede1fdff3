import { wordsOf } from '../words.ts';
import { isPersonKind } from './accounts.ts';
import { findCare } from './find-care.ts';
import type { Ground } from './subject.ts';
import { isElsewhere } from './type-name.ts';
import { isWrapper, type TypeShape } from './type-shape.ts';

/**
 * Whether a graph is about health, and not only knows what to do in an emergency, as the software of a school or a club that
 * has one type for allergies and medication among many others, and no person in the care of a clinician.
 */
export function isForHealth(all: readonly TypeShape[], ground: Ground): boolean {
  const counted = all.filter(
    (shape) =>
      !shape.type.kinds.has('input') &&
      !isElsewhere(shape.kind) &&
      !isWrapper(shape) &&
      !isPersonKind(shape),
  );
  const found = counted.filter(holdsHealth);
  const isPart =
    found.length > 0 &&
    found.length * 4 < counted.length &&
    found.every(({ type }) => wordsOf(type.name).some((word) => OF_MEMBERS.has(word))) &&
    !all.some((shape) => isPersonKind(shape) && shape.health.size > 0);
  return !isPart || findCare(all, ground).length > 0;
}

/** Words of the type in which a school or a club keeps what it has to know of the health of its members. */
const OF_MEMBERS: ReadonlySet<string> = new Set(
  wordsOf(
    `medical health allergy injury emergency medico medica salud saude alergia lesion lesao sante sanitaire medicale allergie
     blessure gesundheit notfall verletzung`,
  ),
);

/** Whether a type is not elsewhere and has health information. */
export function holdsHealth({ kind, health }: TypeShape): boolean {
  return !isElsewhere(kind) && (health.size > 0 || kind === 'record');
}

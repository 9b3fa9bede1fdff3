import { OF_A_PERSON } from '../subjects/find-care.ts';
import type { Subjects } from '../subjects/subjects.ts';
import { headKind, isElsewhere } from '../subjects/type-name.ts';
import { CODE_SYSTEMS } from '../subjects/field-words.ts';
import { judgeBound } from './bound-words.ts';
import { fitting } from './fitting.ts';
import { keyBase } from './key.ts';
import { isAbout, judged, type Judged, type Meant, type Placed } from './likeness.ts';
import { isSaidByClinician, namesAnother, NOT_PHI_OF_OTHERS } from './others.ts';

/** Judges words that have a meaning of their own, such as `date of birth` and `diagnosis`. */
export function judgeKnown(
  words: readonly string[],
  value: Placed,
  subjects: Subjects,
): Judged | null {
  const { phi } = subjects.lexicon;
  const { about } = value.subject;
  const confidence = isAbout(about) ? 'high' : 'medium';
  const certain = fitting(phi.certain.longest(words), words, value);
  if (certain) return judged(certain, value, confidence);
  if (!subjects.hasPatients) return null;
  const isOthers = namesAnother(words, subjects) && !isSaidByClinician(words, subjects);
  const bound = isOthers ? null : judgeBound(words, value, subjects);
  if (bound) return bound;
  const health = fitting(phi.health.longest(words), words, value);
  if (about === 'other' || isKeyOfKind(words, health, value, subjects)) return null;
  if (
    health &&
    !isOfDictionary(health, value, subjects) &&
    !(isOthers && NOT_PHI_OF_OTHERS.has(health.meaning))
  )
    return judged(health, value, confidence);
  return isOthers ? null : judgeIdentity(words, value, subjects);
}

/** Judges what identifies a person. Where nothing is known of the type, only what things and places do not have. */
function judgeIdentity(
  words: readonly string[],
  value: Placed,
  { lexicon }: Subjects,
): Judged | null {
  const { about } = value.subject;
  const identity = fitting(lexicon.phi.identity.longest(words), words, value);
  if (!identity) return null;
  if (!isAbout(about))
    return OF_A_PERSON.test(identity.phrase) ? judged(identity, value, 'medium') : null;
  return judged(identity, value, about === 'near' ? 'medium' : 'high');
}

/** Whether words are the key of a kind, and not all of them name health information, as in `id_tipo_sanguineo`. */
function isKeyOfKind(
  words: readonly string[],
  health: Meant | null,
  value: Placed,
  subjects: Subjects,
): boolean {
  const { lexicon } = subjects;
  const key = keyBase(words, value, subjects);
  if (key === null || !isElsewhere(headKind(key, lexicon)?.meaning ?? null)) return false;
  const isAllHealth = key.length > 1 && key.join(' ') === health?.phrase;
  return !(isAbout(value.subject.about) && isAllHealth);
}

/** Whether a word for health is one that a dictionary or other work has too, where nothing is known of the type. */
function isOfDictionary(health: Meant, value: Placed, { lexicon }: Subjects): boolean {
  return (
    value.subject.about === 'unknown' &&
    (CODE_SYSTEMS.has(health.phrase) || lexicon.everyday.has(health.phrase))
  );
}

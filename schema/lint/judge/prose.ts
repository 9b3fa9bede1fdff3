import type { Category } from '../../../directives/spec.ts';
import type { Subjects } from '../subjects/subjects.ts';
import { fitting } from './fitting.ts';
import { judged, type Judged, type Placed } from './likeness.ts';

/** Judges a description: a phrase of several words, or one with a single meaning. `age` and `name` have many. */
export function judgeProse(
  words: readonly string[],
  value: Placed,
  subjects: Subjects,
): Judged | null {
  if (value.subject.about === 'other') return null;
  const { certain, health, identity } = subjects.lexicon.phi;
  // Without patients, prose about an email address says nothing of health.
  const found = (subjects.hasPatients ? [certain, health, identity] : [certain])
    .flatMap((index) => fitting(index.longest(words), [], value) ?? [])
    .find(({ phrase, meaning }) => phrase.includes(' ') || UNMISTAKABLE.has(meaning));
  return found ? judged(found, value, 'medium') : null;
}

const UNMISTAKABLE: ReadonlySet<Category> = new Set([
  'SSN',
  'EMAIL',
  'FAX',
  'BIOMETRIC',
  'GENETIC',
]);

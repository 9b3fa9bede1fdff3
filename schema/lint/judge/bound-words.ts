import type { Subjects } from '../subjects/subjects.ts';
import { keyBaseOf } from '../subjects/field-words.ts';
import { wordsOf } from '../words.ts';
import { fits, fitting } from './fitting.ts';
import { judged, type Judged, type Placed } from './likeness.ts';

/** Judges a word for a patient or a relative beside one for what is known about them: `patientName`, `mothersFirstName`. */
export function judgeBound(
  words: readonly string[],
  value: Placed,
  { lexicon }: Subjects,
): Judged | null {
  const index = words.findIndex((word) => lexicon.kinds.last([word])?.meaning === 'patient');
  if (index < 0) return judgeRelative(words, value, lexicon);
  const rest = words.toSpliced(index, 1).filter((word) => !CONTAINERS.has(word));
  if (rest.length === 0 && fits('OTHER_ID', value))
    return { category: 'OTHER_ID', confidence: 'high', signs: [`it identifies a ${words[index]}`] };
  const { identity, health, person } = lexicon.phi;
  const match = identity.longest(rest) ?? health.longest(rest) ?? person.longest(rest);
  const found = fitting(match, rest, value);
  if (!found) return null;
  const phrase = `${words[index]} ${found.phrase}`;
  return judged({ ...found, phrase }, value, value.subject.about === 'other' ? 'medium' : 'high');
}

/** Words for the form of several values: `patientList` and `pacientes_arr` hold patients' ids. */
const CONTAINERS: ReadonlySet<string> = new Set(
  wordsOf('list arr array set lista liste lijst elenco listesi'),
);

function judgeRelative(
  words: readonly string[],
  value: Placed,
  { kinds, phi }: Subjects['lexicon'],
): Judged | null {
  const index = words.findIndex(
    (word) => word === 'child' || kinds.last([word])?.meaning === 'relative',
  );
  if (index < 0 || value.subject.about === 'other') return null;
  const rest = words.toSpliced(index, 1);
  if (keyBaseOf(rest)?.length === 0 && fits('OTHER_ID', value))
    return judged({ meaning: 'OTHER_ID', phrase: words.join(' ') }, value, 'medium');
  const found = fitting(phi.identity.longest(rest), rest, value);
  return found && judged({ ...found, phrase: `${words[index]} ${found.phrase}` }, value, 'medium');
}

import type { Compiled } from '../../../directives/policy/compile-policy.ts';
import { isDoneBy } from '../subjects/done-by.ts';
import type { Subjects } from '../subjects/subjects.ts';
import { wordsOf } from '../words.ts';
import { namesAnother } from './others.ts';

/** Whether words name who did something or staff, as `createdBy`, `author` and `sender` do, though a patient may have done it. */
export function namesActor(words: readonly string[], subjects: Subjects): boolean {
  return isDoneBy(words) || namesAnother(words, subjects) || SENDERS.has(words.at(-1) ?? '');
}

const SENDERS: ReadonlySet<string> = new Set(
  wordsOf('sender from uploader poster commenter remitente remetente expediteur absender afzender'),
);

/**
 * Creates the check whether words name a patient: by a word for one, as the name of a type that is read as patients, or as
 * fields that lead to such types, as `client` does by `Visit.client: User`.
 */
export function createPatientWords(
  { graph }: Compiled,
  subjects: Subjects,
): (words: readonly string[]) => boolean {
  const { subjectOf, shapeOf, subjectNamed, lexicon } = subjects;
  const leadsToPatient = new Map<string, boolean>();
  for (const type of graph.types.values())
    for (const { words, isList, to } of type.kinds.has('object') ? shapeOf(type).links : []) {
      if (isList) continue;
      const name = words.join('');
      const isPatients = to.every((each) => subjectOf(each).about === 'patient');
      leadsToPatient.set(name, isPatients && leadsToPatient.get(name) !== false);
    }
  return (words) => {
    if (words.length === 0) return false;
    if (lexicon.kinds.last(words)?.meaning === 'patient') return true;
    if (namesActor(words, subjects)) return false;
    const name = words.join('');
    return subjectNamed(name)?.about === 'patient' || leadsToPatient.get(name) === true;
  };
}

import type { Subjects } from '../subjects/subjects.ts';
import { wordsOf } from '../words.ts';
import { fits, fitting } from './fitting.ts';
import { isOnPerson, judged, type Judged, type Placed } from './likeness.ts';

/** Judges words with many meanings, which count only on a patient and in a patient's record. */
export function judgeAmbiguous(
  words: readonly string[],
  value: Placed,
  subjects: Subjects,
): Judged | null {
  const { lexicon } = subjects;
  const { about } = value.subject;
  if (value.searches && words.every((word) => SEARCHES.has(word)))
    return judged({ meaning: 'NAME', phrase: words.join(' ') }, value, 'medium');
  if ([...value.types].includes('Boolean')) return null;
  const isPerson = isOnPerson(value);
  if (!value.isContent) {
    const asked = isPerson ? fitting(lexicon.phi.person.longest(words), words, value) : null;
    return asked?.meaning === 'NAME' ? judged(asked, value, 'medium') : null;
  }
  if (!isPerson && about !== 'record' && about !== 'near') return null;
  const time = timeWord(words, subjects);
  if (time !== null && fits('DATE', value))
    return judged({ meaning: 'DATE', phrase: time }, value, 'medium');
  const match = lexicon.phi[isPerson ? 'person' : 'record'].longest(words);
  const isTime = match !== null && words.length > 1 && ORDINALS.has(match.phrase);
  const found = fitting(isTime ? { ...match, meaning: 'DATE' } : match, words, value);
  return found && judged(found, value, 'medium');
}

/** Names where they stand alone: `last` is a surname, `lastOpened` and `firstVisit` are times. */
const ORDINALS: ReadonlySet<string> = new Set(['first', 'last']);

/** Names of a free text that searches. */
const SEARCHES: ReadonlySet<string> = new Set(
  wordsOf(
    `search filter query q text term keyword name like by busca buscar busqueda filtro texto termino termo pesquisa palabra
     recherche requete suche suchbegriff suchtext
     zoek zoekterm cerca ricerca arama tim kiem`,
  ),
);

/** A word for a date or a time at the end of a name, or a noun for one at its start: `dateCollected`, `fechaOrden`. */
function timeWord(words: readonly string[], { lexicon }: Subjects): string | null {
  const [first, last] = [words[0] ?? '', words.at(-1) ?? ''];
  if (lexicon.time.last([last])) return last;
  return first.length >= 4 && lexicon.time.last([first]) ? first : null;
}

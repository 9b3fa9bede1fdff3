import { singularForms, wordsOf } from '../words.ts';
import { ENGLISH } from './english.ts';
import { formsIn, OTHER_LANGUAGES } from './languages.ts';
import { STRENGTHS, type Vocabulary } from './vocabulary.ts';

/**
 * The languages beside English that a schema with these words uses. A language counts as used if three of its words occur
 * that no language has of which more words occur, or one for a patient, so that the words of one language aren't read in
 * the names of another.
 */
export function usedLanguages(used: ReadonlySet<string>): readonly Vocabulary[] {
  const found = OTHER_LANGUAGES.map((language) => ({
    language,
    words: [...foreignWordsOf(language)].filter((word) => used.has(word)),
  }));
  return OTHER_LANGUAGES.filter((language, index) => {
    const words = found[index]?.words ?? [];
    const likelier = found.filter((other) => other.words.length > words.length);
    // `valore` is Italian, and what is left of Spanish valores without its s.
    const own = words.filter((word) =>
      singularForms(word).every((form) =>
        likelier.every((other) => !foreignWordsOf(other.language).has(form)),
      ),
    );
    return own.length >= 3 || namesPatient(used, language);
  });
}

/** Whether one of the words means a patient in a language, and nothing else in another: `paciente`, and not `utente`, an Italian user. */
function namesPatient(used: ReadonlySet<string>, vocabulary: Vocabulary): boolean {
  return patientWordsOf(vocabulary).some(
    (word) =>
      word.length >= 6 &&
      used.has(word) &&
      foreignWordsOf(vocabulary).has(word) &&
      OTHER_LANGUAGES.every(
        (other) => !foreignWordsOf(other).has(word) || patientWordsOf(other).includes(word),
      ),
  );
}

function patientWordsOf(vocabulary: Vocabulary): readonly string[] {
  return formsIn(vocabulary.types.patient ?? '', vocabulary);
}

let englishWords: ReadonlySet<string> | null = null;
const foreignWords = new Map<Vocabulary, ReadonlySet<string>>();

/** Single words that English does not have and that are long enough to not be an abbreviation of another. */
function foreignWordsOf(vocabulary: Vocabulary): ReadonlySet<string> {
  const known = foreignWords.get(vocabulary);
  if (known) return known;
  englishWords ??= new Set(wordsIn(ENGLISH));
  const english = englishWords;
  const found = new Set(
    wordsIn(vocabulary).filter(
      (word) => word.length >= 4 && !english.has(word) && !COGNATES.has(word),
    ),
  );
  foreignWords.set(vocabulary, found);
  return found;
}

/** Words of the other languages that are English words or names too. */
const COGNATES: ReadonlySet<string> = new Set(
  wordsOf(
    `familiar formula actual cargo agenda factor exterior interior digital sector normal material final civil urea bacteria
     abdomen cardiovascular tutor indice item local volume anterior parent expert radio scanner transmission mode
     cycle resume assurance piece attestation grade presentation section situation principal trouble genre part tier lieu
     complete portable signature technique aspect action classification decision modification archive assistant police
     lecture profession forme hypertension evolution complication debit burger fall probe land isolation alter handy wert
     labor training asthma inflammation fracture lesion ventilation intubation transfusion transplantation habitude reaction
     intolerance addiction substance menopause cicatrix tension pression gravity emotion violence stress dialyse zone
     door eigen incident mentor moment monster curator rooster consult contra spel vast
     base camera casa fascia fine forma guide massa parole parti piano posta poste posto pronto sala sale scala scale stile
     studio testa teste testo ultima ultimo vita vite cure cura corpo medici alla
     para parola teller sure anne baba sean seri kilo foto panik profil kart
     bang chat chan chung dang dong dung hang hong khan lien mach mang pham rang sang tang tham than thang tong tram`,
  ),
);

/** The words of a vocabulary, also in the other forms of a language. */
function wordsIn(vocabulary: Vocabulary): readonly string[] {
  const { types, ambiguous, label, time, technical } = vocabulary;
  return [
    ...Object.values(types),
    ...STRENGTHS.flatMap((strength) => Object.values(vocabulary[strength])),
    ambiguous,
    label,
    time,
    technical,
  ].flatMap((phrases) => formsIn(phrases, vocabulary));
}

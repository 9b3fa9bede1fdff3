/**
 * The words of a name or a phrase, in lower case, without diacritics and singular: `homeAddressLine1` gives home, address,
 * line, 1; `PATIENT_SSNs` gives patient, ssn; `childDoB` gives child, dob. Each result is computed once per process.
 */
export function wordsOf(text: string): readonly string[] {
  const known = splits.get(text);
  if (known) return known;
  const words = split(text);
  if (splits.size >= MAX_SPLITS) splits.clear();
  splits.set(text, words);
  return words;
}

const splits = new Map<string, readonly string[]>();
const MAX_SPLITS = 200_000;

function split(text: string): readonly string[] {
  // Most phrases of a vocabulary are such. What follows gives the same words and takes several times as long.
  if (/^[a-z ]+$/.test(text)) return singularWords(text.split(' '));
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '') // é becomes e
    .replaceAll('ß', 'ss')
    .replaceAll('ı', 'i')
    .replaceAll(/[đĐ]/g, 'd')
    .split(ONE_WORD)
    .flatMap((part, index) => (index % 2 === 1 ? [part.toLowerCase()] : splitPlain(part)));
}

/** Abbreviations of medicine that mix cases, or letters and digits, and are one word. */
const ABBREVIATIONS =
  `DoB DoD HbA1c A1c SpO2 SaO2 PaO2 PaCO2 PCO2 FiO2 EtCO2 VO2 eGFR ICD10 ICD9 CID10 CIE10 PHQ9 GAD7 CD4
  CD8 B12 FT4 T3 T4 X12`.split(/\s+/);

/** The abbreviations as they are written in names: `SpO2`, `spO2`, `spo2`, `SPO2`, `Spo2`. */
const SPELLINGS = ABBREVIATIONS.flatMap((each) => {
  const lower = each.toLowerCase();
  const capital = `${lower.charAt(0).toUpperCase()}${lower.slice(1)}`;
  return [
    each,
    `${each.charAt(0).toLowerCase()}${each.slice(1)}`,
    lower,
    capital,
    lower.toUpperCase(),
  ];
}).toSorted((a, b) => b.length - a.length);

/** An abbreviation that is not inside a longer word: after a letter it must begin with a capital. */
const ONE_WORD = new RegExp(
  `((?<![A-Za-z])(?:${SPELLINGS.join('|')})(?![a-z])|(?<=[a-z\\d])(?=[A-Z])(?:${SPELLINGS.join('|')})(?![a-z]))`,
);

function splitPlain(text: string): readonly string[] {
  const words = text
    .replaceAll(/IPv(?=\d)/g, 'Ipv') // one word in IPv4
    .replaceAll(/([A-Z]{2,})s(?![a-z])/g, '$1') // the plural of an abbreviation: SSNs
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2') // home|Address
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2') // SSN|Number
    .replaceAll(/(\d+)/g, ' $1 ') // Line|1
    .toLowerCase()
    .split(/[^a-z\d]+/);
  return singularWords(words);
}

function singularWords(words: readonly string[]): readonly string[] {
  return words
    .filter((word) => word !== '')
    .flatMap(afterPatient)
    .map(singular);
}

/** A word for a patient and what an author writes behind it without a capital: `patientemail`. Compounds stay whole. */
function afterPatient(word: string): readonly string[] {
  const [, patient, rest] = GLUED.exec(word) ?? [];
  return patient === undefined || rest === undefined ? [word] : [patient, rest];
}

/** Not the forms of the word itself, as in German `Patientin` and `Patientendaten`. */
const GLUED = /^(patient|paciente|pasien)(?!(?:s|e|es|in|innen|ly|nya)$|en)([a-z]{2,})$/;

/** Whether words contain a phrase, as consecutive words or written as one word (`dateofbirth`, `ZIPCODE`). */
export function holdsPhrase(words: readonly string[], phrase: readonly string[]): boolean {
  const whole = phrase.join('');
  return (
    words.includes(whole) ||
    words.some((_, start) => phrase.every((word, index) => words[start + index] === word))
  );
}

/**
 * The singular forms that a word can have in languages other than English, the word itself first.
 * `wordsOf` has removed an s already: `enfermedade` gives enfermedad, `medicacoe` medicacao, `hospitai` hospital.
 */
export function singularForms(word: string): readonly string[] {
  if (word.length < 5) return [word];
  const forms = [word];
  if (/[rldnz]e$/.test(word)) forms.push(word.slice(0, -1));
  if (word.endsWith('oe')) forms.push(`${word.slice(0, -2)}ao`);
  if (/[aeou]i$/.test(word)) forms.push(`${word.slice(0, -1)}l`);
  if (word.endsWith('aux')) forms.push(`${word.slice(0, -3)}al`);
  if (word.endsWith('en')) forms.push(word.slice(0, -1), word.slice(0, -2));
  if (word.length > 5 && /e[rn]?$/.test(word)) forms.push(word.replace(/e[rn]?$/, ''));
  return forms;
}

/** Words such as `address`, `status` and `diagnosis` are singular already, and so are words of up to three letters. */
function singular(word: string): string {
  if (/(?:ss|us|is)$/.test(word) || word.length < 4) return word;
  if (word.endsWith('ies'))
    return ENDS_IN_IE.has(word) ? word.slice(0, -1) : `${word.slice(0, -3)}y`;
  if (/(?:ss|x|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') ? word.slice(0, -1) : word;
}

const ENDS_IN_IE: ReadonlySet<string> = new Set(['calories', 'movies', 'selfies', 'cookies']);

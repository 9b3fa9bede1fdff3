/**
 * The words of a name or a phrase, in lower case and singular: `homeAddressLine1` gives home, address,
 * line, 1; `PATIENT_SSNs` gives patient, ssn.
 */
export function wordsOf(text: string): readonly string[] {
  return text
    .replaceAll(/IPv(?=\d)/g, 'Ipv') // one word in IPv4
    .replaceAll(/([A-Z]{2,})s(?![a-z])/g, '$1') // the plural of an abbreviation: SSNs
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2') // home|Address
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2') // SSN|Number
    .replaceAll(/(\d+)/g, ' $1 ') // Line|1
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '')
    .map(singular);
}

/** Whether words contain a phrase, as consecutive words or written as one word (`dateofbirth`, `ZIPCODE`). */
export function holdsPhrase(words: readonly string[], phrase: readonly string[]): boolean {
  const whole = phrase.join('');
  return (
    words.includes(whole) ||
    words.some((_, start) => phrase.every((word, index) => words[start + index] === word))
  );
}

/** Words such as `address`, `status` and `diagnosis` are singular already, and so are words of up to three letters. */
function singular(word: string): string {
  if (/(?:ss|us|is)$/.test(word) || word.length < 4) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(?:ss|x|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') ? word.slice(0, -1) : word;
}

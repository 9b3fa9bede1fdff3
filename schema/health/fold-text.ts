/** Letters that Unicode does not decompose into a base letter and a mark. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/** A text in lower case and without diacritics, for search: `Sofía Łukasz` becomes `sofia lukasz`. */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter] ?? letter);
}

/** The words of a search. A person is found if each is a part of a word of their folded text. */
export function searchWords(text: string): readonly string[] {
  return foldText(text).split(/\s+/).filter(Boolean).slice(0, MAX_WORDS);
}

/** A condition of SQL on a folded column, with a parameter for each of the words. */
export function containsWords(column: string, words: readonly string[]): string {
  return words.map(() => `instr(${column}, ?) > 0`).join(' AND ');
}

const MAX_WORDS = 8;

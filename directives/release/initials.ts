/**
 * The first letters of a name's words: `Ana Ruiz-Sáenz` is `A.R.S.`. A word of one letter would be given whole,
 * and so would a name in a script whose signs are words or syllables; they have no initials. Null where no word
 * has one.
 *
 * Initials are derived from a name: they are not de-identified in the sense of 45 CFR 164.514(b)(2), they only
 * tell people of one ward apart.
 */
export function initialsOf(name: string): string | null {
  const letters = name
    .normalize('NFC')
    .split(/[^\p{L}\p{M}\p{N}'’]+/u)
    .flatMap((word) => {
      const [first = '', second] = word.match(/\p{L}/gu) ?? [];
      return second === undefined || SIGNS.test(first) ? [] : [`${first}.`];
    });
  return letters.length > 0 ? letters.join('') : null;
}

const SIGNS = /[\p{sc=Han}\p{sc=Hangul}\p{sc=Hira}\p{sc=Kana}\p{sc=Bopo}\p{sc=Yi}]/u;

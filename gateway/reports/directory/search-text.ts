/** Shorter texts find too many people. */
const IS_SEARCHED = /^.{2,100}$/su;

/**
 * The text of a search as it is sent: without surrounding and repeated spaces, and a date as Americans write it, such
 * as 12/5/1972, in ISO 8601. Null for a text that is too short or too long.
 */
export function searchText(typed: string): string | null {
  const text = typed.normalize('NFC').replaceAll(/\s+/gu, ' ').trim();
  if (!IS_SEARCHED.test(text)) return null;
  return text.replaceAll(
    /(?<!\d)(\d{1,2})\/(\d{1,2})\/(\d{4})(?!\d)/g,
    (_, month: string, day: string, year: string) =>
      `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`,
  );
}

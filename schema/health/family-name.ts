/** A surname without the digits that Synthea adds to each name, so that relatives have the same one. */
export function familyName(surname: string | null): string | null {
  return surname?.replace(/\d+$/, '') ?? null;
}

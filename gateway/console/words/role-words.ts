/** A role in words: `privacy_officer` is a privacy officer. */
export function roleWords(role: string): string {
  return role.replaceAll(/[_-]+/g, ' ');
}

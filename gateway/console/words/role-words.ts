/** A role as people would write it: `privacy_officer` is a privacy officer. */
export function roleWords(role: string): string {
  return role.replaceAll(/[_-]+/g, ' ');
}

/** Whether these are several issuers of tokens: only then does the issuer tell two accounts apart. */
export function isOfSeveralIssuers(issuers: readonly (string | null | undefined)[]): boolean {
  return new Set(issuers.filter((issuer) => issuer != null)).size > 1;
}

/** Whether tokens of several issuers are listed: only then do accounts differ by their issuer. */
export function isOfSeveralIssuers(issuers: readonly (string | null | undefined)[]): boolean {
  return new Set(issuers.filter((issuer) => issuer != null)).size > 1;
}

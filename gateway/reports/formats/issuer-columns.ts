/** Columns that name the issuer of an account. */
const ISSUERS: ReadonlySet<string> = new Set(['issuer', 'reviewerIssuer', 'assigneeIssuer']);

/**
 * Whether rows name several issuers. Only then are issuers shown: two of them may give one subject to two people. Null and
 * empty texts do not count.
 */
export function isOfSeveralIssuers(issuers: readonly (string | null)[]): boolean {
  return new Set(issuers.filter((issuer) => issuer !== null && issuer !== '')).size > 1;
}

/** Returns the table without issuer columns that hold the same issuer in every row. */
export function withoutSameIssuers(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] } {
  const isShown = columns.map(
    (name, at) => !ISSUERS.has(name) || isOfSeveralIssuers(rows.map((row) => row[at] ?? '')),
  );
  return {
    columns: columns.filter((_, at) => isShown[at]),
    rows: rows.map((row) => row.filter((_, at) => isShown[at])),
  };
}

/** Columns of issuers of tokens, each beside that of subjects. */
const ISSUERS: ReadonlySet<string> = new Set(['issuer', 'reviewerIssuer']);

/** Whether these are several issuers: two issuers may give one subject to two people. Null and empty are none. */
export function isOfSeveralIssuers(issuers: readonly (string | null)[]): boolean {
  return new Set(issuers.filter((issuer) => issuer !== null && issuer !== '')).size > 1;
}

/** A table for people to read: a column of issuers says nothing where all rows have the same. */
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

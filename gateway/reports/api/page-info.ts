/** The fields of `PageInfo` in `admin.graphql`. */
export interface PageInfo {
  readonly hasPreviousPage: boolean;
  readonly hasNextPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

/** Describes a page by the cursors of its rows: `after` is the requested cursor, `next` that of the next page. */
export function pageInfo(
  cursors: readonly string[],
  { after, next }: { readonly after: string | null; readonly next: string | null },
): PageInfo {
  return {
    hasPreviousPage: after !== null,
    hasNextPage: next !== null,
    startCursor: cursors[0] ?? null,
    endCursor: next ?? cursors.at(-1) ?? null,
  };
}

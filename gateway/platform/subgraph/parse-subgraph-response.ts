/** The used parts of a subgraph's GraphQL response: its data, and the paths of its errors. */
export interface SubgraphResponse {
  readonly data: Record<string, unknown> | null;
  /** One per error; null where an error has no path. Messages and extensions are not kept. */
  readonly errorPaths: readonly (readonly (string | number)[] | null)[];
  /** Whether the response was not used, because its digest or signature is not the subgraph's. */
  readonly isRejected: boolean;
}

/** In place of a response that was rejected: no data, and an error without a path. */
export const REJECTED_RESPONSE: SubgraphResponse = Object.freeze({
  data: null,
  errorPaths: [null],
  isRejected: true,
});

/** Parses the body of a GraphQL response; null for any other body. */
export function parseSubgraphResponse(body: string): SubgraphResponse | null {
  const response = parseJson(body);
  if (!isObject(response)) return null;
  const { data, errors } = response;
  if (!isObject(data) && !Array.isArray(errors)) return null;
  return {
    data: isObject(data) ? data : null,
    errorPaths: Array.isArray(errors) ? errors.map(pathOf) : [],
    isRejected: false,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function pathOf(error: unknown): readonly (string | number)[] | null {
  const path = isObject(error) ? error['path'] : undefined;
  if (!Array.isArray(path) || path.length === 0) return null;
  const keys: readonly unknown[] = path;
  return keys.every((key) => typeof key === 'string' || typeof key === 'number') ? keys : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A subgraph's answer, as far as it is used: its data, and where it reported errors. */
export interface Answer {
  readonly data: Record<string, unknown> | null;
  /** One per error; null where it names no place. Texts and extensions are not kept. */
  readonly errorPaths: readonly (readonly (string | number)[] | null)[];
}

/** Reads the body of a GraphQL response; null where it is none. */
export function parseAnswer(body: string): Answer | null {
  const answer = parseJson(body);
  if (!isObject(answer)) return null;
  const { data, errors } = answer;
  if (!isObject(data) && !Array.isArray(errors)) return null;
  return {
    data: isObject(data) ? data : null,
    errorPaths: Array.isArray(errors) ? errors.map(pathOf) : [],
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

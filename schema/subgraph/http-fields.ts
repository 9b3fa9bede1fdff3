/**
 * Header fields as Node.js, undici and fetch have them: a record by name, or an iterable such as `Headers`. Several lines
 * of one field are a list, or one line joined by commas.
 */
export type HttpFields =
  | Iterable<readonly [name: string, value: string]>
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** One line of a header; the name is in lower case. */
export type FieldLine = readonly [name: string, value: string];

/** The lines of all fields, in their order. */
export function fieldLines(fields: HttpFields): readonly FieldLine[] {
  const entries = isIterable(fields) ? [...fields] : Object.entries(fields);
  return entries.flatMap(([name, value]) => {
    const lines = value === undefined ? [] : typeof value === 'string' ? [value] : value;
    return lines.map((line): FieldLine => [name.toLowerCase(), line]);
  });
}

/** The value of a field, its lines joined by commas (RFC 9110, section 5.3); null if it is absent. */
export function fieldValue(fields: HttpFields, name: string): string | null {
  const lines = fieldLines(fields).filter((line) => line[0] === name);
  return lines.length === 0 ? null : lines.map(([, value]) => value).join(', ');
}

function isIterable(fields: HttpFields): fields is Iterable<readonly [string, string]> {
  return Symbol.iterator in fields;
}

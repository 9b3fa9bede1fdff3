/** What canonical JSON is made of. Numbers are integers: no two writers print a fraction alike. */
export type CanonicalValue =
  | null
  | boolean
  | number
  | string
  | readonly CanonicalValue[]
  | { readonly [name: string]: CanonicalValue };

/**
 * The one JSON text of a value: RFC 8785 (JCS) for integers in the safe range. Throws a `TypeError` for
 * everything that has no such text: fractions, lone surrogates, `undefined`, functions.
 * https://www.rfc-editor.org/rfc/rfc8785
 */
export function writeCanonical(value: unknown): string {
  if (typeof value === 'string') return writeString(value);
  if (typeof value === 'number') return writeInteger(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value === null) return 'null';
  if (Array.isArray(value)) return writeArray(value);
  if (typeof value === 'object') return writeObject(value);
  throw new TypeError(`A ${typeof value} has no canonical form.`);
}

/** Printable ASCII without quote and backslash stands in JSON as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

function writeString(value: string): string {
  if (PLAIN.test(value)) return `"${value}"`;
  if (LONE_SURROGATE.test(value)) {
    throw new TypeError('A string with a lone surrogate has no canonical form.');
  }
  return JSON.stringify(value);
}

function writeInteger(value: number): string {
  if (!Number.isSafeInteger(value)) {
    throw new TypeError('A number that is no safe integer has no canonical form here.');
  }
  return String(value);
}

function writeObject(value: object): string {
  let text = '';
  // Sorted by UTF-16 code units, which is the order that RFC 8785 asks for.
  for (const name of Object.keys(value).toSorted()) {
    const member: unknown = Reflect.get(value, name);
    text += `${text === '' ? '' : ','}${writeString(name)}:${writeCanonical(member)}`;
  }
  return `{${text}}`;
}

function writeArray(items: readonly unknown[]): string {
  let text = '';
  for (let index = 0; index < items.length; index += 1)
    text += index === 0 ? writeCanonical(items[index]) : `,${writeCanonical(items[index])}`;
  return `[${text}]`;
}

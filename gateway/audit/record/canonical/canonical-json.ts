/** A value of canonical JSON. Numbers are integers, since implementations print fractions differently. */
export type CanonicalValue =
  | null
  | boolean
  | number
  | string
  | readonly CanonicalValue[]
  | { readonly [name: string]: CanonicalValue };

/**
 * The canonical JSON text of a value: RFC 8785 (JCS), limited to safe integers. Throws a `TypeError` for a value without
 * such a text: fractions, lone surrogates, `undefined`, functions. `isAllowed` can refuse further texts and names.
 * https://www.rfc-editor.org/rfc/rfc8785
 */
export function writeCanonical(value: unknown, isAllowed: IsAllowed = isWellFormed): string {
  if (typeof value === 'string') return writeString(value, isAllowed);
  if (typeof value === 'number') return writeInteger(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value === null) return 'null';
  if (Array.isArray(value)) return writeArray(value, isAllowed);
  if (typeof value === 'object') return writeObject(value, isAllowed);
  throw new TypeError(`A ${typeof value} has no canonical form.`);
}

/** Printable ASCII without quote and backslash needs no escape in JSON. */
const PLAIN = /^[ !#-[\]-~]*$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Whether a text may be written; called only for texts with other characters than printable ASCII. */
type IsAllowed = (text: string) => boolean;

function isWellFormed(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}

function writeString(value: string, isAllowed: IsAllowed): string {
  if (PLAIN.test(value)) return `"${value}"`;
  if (!isWellFormed(value)) {
    throw new TypeError('A string with a lone surrogate has no canonical form.');
  }
  if (!isAllowed(value))
    throw new TypeError('A string contains characters that must not be recorded.');
  return JSON.stringify(value);
}

function writeInteger(value: number): string {
  if (!Number.isSafeInteger(value)) {
    throw new TypeError('A number that is not a safe integer has no canonical form here.');
  }
  return String(value);
}

function writeObject(value: object, isAllowed: IsAllowed): string {
  let text = '';
  for (const name of sortedNames(value)) {
    const member: unknown = Reflect.get(value, name);
    text += `${text === '' ? '' : ','}${writeString(name, isAllowed)}:${writeCanonical(member, isAllowed)}`;
  }
  return `{${text}}`;
}

/** Sorted by UTF-16 code units, as RFC 8785 says. */
function sortedNames(value: object): readonly string[] {
  const names = Object.keys(value);
  // Many objects have their members in this order.
  const isSorted = names.every((name, index) => index === 0 || (names[index - 1] ?? '') < name);
  return isSorted ? names : names.toSorted();
}

function writeArray(items: readonly unknown[], isAllowed: IsAllowed): string {
  let text = '';
  for (let index = 0; index < items.length; index += 1)
    text +=
      index === 0
        ? writeCanonical(items[index], isAllowed)
        : `,${writeCanonical(items[index], isAllowed)}`;
  return `[${text}]`;
}

import { isMap, isNode, isScalar, isSeq, type Pair } from 'yaml';

/**
 * The offset of a path such as `identity.issuers[0].jwks` in a YAML document. If the document has only the beginning of the
 * path, it is the offset of the last key or item that exists. A key may contain dots, so the longest matching key is taken.
 */
export function offsetOfPath(contents: unknown, path: string): number {
  let offset = startOf(contents) ?? 0;
  let node = contents;
  let rest = path;
  while (rest !== '') {
    const step = stepInto(node, rest);
    if (step === null) break;
    ({ node, rest } = step);
    offset = step.offset ?? offset;
  }
  return offset;
}

/** A key or item at the beginning of a path. `rest` is the path inside it; `offset` is null for a node without a position. */
interface Step {
  readonly node: unknown;
  readonly rest: string;
  readonly offset: number | null;
}

function stepInto(node: unknown, path: string): Step | null {
  if (isSeq(node)) {
    const [whole = '', index] = /^\[(\d+)\]\.?/.exec(path) ?? [];
    const item = index === undefined ? undefined : node.items[Number(index)];
    return item === undefined
      ? null
      : { node: item, rest: path.slice(whole.length), offset: startOf(item) };
  }
  if (!isMap(node)) return null;
  const [pair] = node.items
    .filter((each) => continues(path, keyOf(each)))
    .toSorted((a, b) => keyOf(b).length - keyOf(a).length);
  if (pair === undefined) return null;
  const rest = path.slice(keyOf(pair).length).replace(/^\./, '');
  return { node: pair.value, rest, offset: startOf(pair.key) };
}

function keyOf({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key);
}

/** Whether a path begins with a key: `a.b` and `a[0]` begin with `a`, `ab` does not. */
function continues(path: string, key: string): boolean {
  return path.startsWith(key) && ['', '.', '['].includes(path.charAt(key.length));
}

function startOf(node: unknown): number | null {
  return isNode(node) ? (node.range?.[0] ?? null) : null;
}

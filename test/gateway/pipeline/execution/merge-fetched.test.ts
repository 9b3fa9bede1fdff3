import { describe, expect, it } from '@jest/globals';
import type { DataObject } from '../../../../gateway/pipeline/execution/data.ts';
import {
  createUnknownKeys,
  mergeFetched,
} from '../../../../gateway/pipeline/execution/plan-run.ts';

const KEYS = ['id', 'name', 'constructor', 'toString', 'friends'];
const VALUES: readonly unknown[] = [
  null,
  'a',
  0,
  false,
  { id: 1 },
  { name: 'b' },
  [{ id: 1 }],
  [{ name: 'b' }],
  [],
];

/** Objects with each value under each key, and without any. */
const OBJECTS: readonly DataObject[] = [
  {},
  ...KEYS.flatMap((key) => VALUES.map((value) => ({ [key]: value }))),
  ...VALUES.map((value) => ({ id: 'p1', friends: value })),
];

/** The plain reference: what merging means, key by key. */
function merged(into: unknown, from: unknown): unknown {
  if (from === undefined) return into;
  if (into === undefined || into === null) return from;
  if (Array.isArray(into) && Array.isArray(from) && into.length === from.length)
    return into.map((item, index) => merged(item, from[index]));
  if (!isObject(into) || !isObject(from)) return into;
  const names = [...new Set([...Object.keys(into), ...Object.keys(from)])];
  return Object.fromEntries(
    names.map((name) => [name, merged(ownOf(into, name), ownOf(from, name))]),
  );
}

function isObject(value: unknown): value is DataObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ownOf(object: DataObject, name: string): unknown {
  return Object.getOwnPropertyDescriptor(object, name)?.value;
}

function mergeInto(object: DataObject, data: DataObject | null) {
  const unknown = createUnknownKeys();
  const run = { unknown } as unknown as Parameters<typeof mergeFetched>[0];
  mergeFetched(run, object, data, KEYS);
  return KEYS.filter((key) => unknown.has(object, key));
}

describe('merging fetched data into an object', () => {
  it('gives what merging key by key gives, with null for each key that neither has', () => {
    const pairs = OBJECTS.flatMap((existing) => OBJECTS.map((data) => ({ existing, data })));
    const results = pairs.map(({ existing, data }) => {
      const object = structuredClone(existing);
      return { unknown: mergeInto(object, structuredClone(data)), object };
    });
    const expected = pairs.map(({ existing, data }) => {
      const isMissing = (key: string) => !Object.hasOwn(existing, key) && !Object.hasOwn(data, key);
      const unknown = KEYS.filter(isMissing);
      const nulls = Object.fromEntries(unknown.map((key) => [key, null]));
      return { unknown, object: merged(merged(existing, data), nulls) };
    });
    expect(results).toEqual(expected);
  });

  it('makes every key of an entity that was not found null and unknown, and keeps what is known', () => {
    const object = { id: 'p1' };
    expect(mergeInto(object, null)).toEqual(KEYS.filter((key) => key !== 'id'));
    expect(object).toEqual({
      id: 'p1',
      name: null,
      constructor: null,
      toString: null,
      friends: null,
    });
  });
});

import { expect } from '@jest/globals';
import { isDeepStrictEqual } from 'node:util';

/** From so many elements on, Jest takes seconds for what Node.js compares in milliseconds. */
const MANY = 100;

expect.addEqualityTesters([areSameBytes, areSameList]);

/** Decides for two buffers, which Jest compares property by property. */
function areSameBytes(a: unknown, b: unknown): boolean | undefined {
  return Buffer.isBuffer(a) && Buffer.isBuffer(b) ? a.equals(b) : undefined;
}

/** Leaves the decision to Jest where long lists are not strictly equal: it knows matchers, and tells where they differ. */
function areSameList(a: unknown, b: unknown): boolean | undefined {
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return undefined;
  return a.length >= MANY && isDeepStrictEqual(a, b) ? true : undefined;
}

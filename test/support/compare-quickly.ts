import { expect } from '@jest/globals';
import { isDeepStrictEqual } from 'node:util';

/** From this many elements on, Jest takes seconds for a comparison that takes Node.js milliseconds. */
const MANY = 100;

expect.addEqualityTesters([areSameBytes, areSameList]);

/** Decides for two buffers, which Jest compares property by property. */
function areSameBytes(a: unknown, b: unknown): boolean | undefined {
  return Buffer.isBuffer(a) && Buffer.isBuffer(b) ? a.equals(b) : undefined;
}

/** If long lists are not strictly equal, Jest compares them: it supports matchers and shows the difference. */
function areSameList(a: unknown, b: unknown): boolean | undefined {
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return undefined;
  return a.length >= MANY && isDeepStrictEqual(a, b) ? true : undefined;
}

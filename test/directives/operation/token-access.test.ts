import { describe, expect, it } from '@jest/globals';
import { tokenAccessOf } from '../../../directives/operation/token-access.ts';

const NAMED = { scopes: ['read:a', 'read:b'], policies: ['on duty'] };

describe('the scopes and policies of a caller', () => {
  it('include only names that the graph uses', () => {
    const access = tokenAccessOf(NAMED, {
      scopes: ['read:b', 'write:b'],
      policies: ['on duty', 'x'],
    });
    expect(access.scopes).toEqual(new Set(['read:b']));
    expect(access.policies).toEqual(new Set(['on duty']));
  });

  it('are compared whole and case-sensitively', () => {
    const access = tokenAccessOf(NAMED, {
      scopes: ['Read:a', 'read:ab', 'read'],
      policies: ['on'],
    });
    expect([...access.scopes, ...access.policies]).toEqual([]);
  });

  it('have the same cache key for callers who differ only in names that the graph does not use', () => {
    const one = tokenAccessOf(NAMED, { scopes: ['read:a', 'openid'], policies: [] });
    const other = tokenAccessOf(NAMED, { scopes: ['email', 'read:a'], policies: ['x'] });
    expect(one.cacheKey).toBe(other.cacheKey);
  });

  it.each([
    ['another scope', { scopes: ['read:b'], policies: [] }],
    ['one scope more', { scopes: ['read:a', 'read:b'], policies: [] }],
    ['no scope', { scopes: [], policies: [] }],
    ['a policy in addition', { scopes: ['read:a'], policies: ['on duty'] }],
  ])('have a cache key that differs from that of one scope alone: %s', (_what, caller) => {
    const one = tokenAccessOf(NAMED, { scopes: ['read:a'], policies: [] });
    expect(tokenAccessOf(NAMED, caller).cacheKey).not.toBe(one.cacheKey);
  });

  it('have different cache keys for a scope and a policy of the same name', () => {
    const same = { scopes: ['x'], policies: ['x'] };
    expect(tokenAccessOf(same, { scopes: ['x'], policies: [] }).cacheKey).not.toBe(
      tokenAccessOf(same, { scopes: [], policies: ['x'] }).cacheKey,
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { grantsOf } from '../../../directives/operation/grants.ts';

const NAMED = { scopes: ['read:a', 'read:b'], policies: ['on duty'] };

describe('the scopes and policies of a caller', () => {
  it('include only names that the graph uses', () => {
    const grants = grantsOf(NAMED, { scopes: ['read:b', 'write:b'], policies: ['on duty', 'x'] });
    expect(grants.scopes).toEqual(new Set(['read:b']));
    expect(grants.policies).toEqual(new Set(['on duty']));
  });

  it('are compared whole and case-sensitively', () => {
    const grants = grantsOf(NAMED, { scopes: ['Read:a', 'read:ab', 'read'], policies: ['on'] });
    expect([...grants.scopes, ...grants.policies]).toEqual([]);
  });

  it('have the same cache key for callers who differ only in names that the graph does not use', () => {
    const one = grantsOf(NAMED, { scopes: ['read:a', 'openid'], policies: [] });
    const other = grantsOf(NAMED, { scopes: ['email', 'read:a'], policies: ['x'] });
    expect(one.key).toBe(other.key);
  });

  it.each([
    ['another scope', { scopes: ['read:b'], policies: [] }],
    ['one scope more', { scopes: ['read:a', 'read:b'], policies: [] }],
    ['no scope', { scopes: [], policies: [] }],
    ['a policy', { scopes: ['read:a'], policies: ['on duty'] }],
  ])('have another cache key with %s', (_what, caller) => {
    const one = grantsOf(NAMED, { scopes: ['read:a'], policies: [] });
    expect(grantsOf(NAMED, caller).key).not.toBe(one.key);
  });

  it('have different cache keys for a scope and a policy of the same name', () => {
    const same = { scopes: ['x'], policies: ['x'] };
    expect(grantsOf(same, { scopes: ['x'], policies: [] }).key).not.toBe(
      grantsOf(same, { scopes: [], policies: ['x'] }).key,
    );
  });
});

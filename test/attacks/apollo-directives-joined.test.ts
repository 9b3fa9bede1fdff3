import { describe, expect, it } from '@jest/globals';
import { holding, withDirectives } from './apollo-directives-graph.ts';

const { ask } = withDirectives();

describe('a field that returns an interface', () => {
  it.each([
    ['selecting a field of the interface', '{ posts { title } }'],
    ['selecting a field of an unprotected type only', '{ posts { ... on Public { title } } }'],
    ['selecting __typename only', '{ posts { __typename } }'],
    ['returning a single object', '{ post { id } }'],
    ['returning an interface above the interface', '{ item { id } }'],
    ['in an object that narrows the interface to another one', '{ shelf { item { id } } }'],
  ])(
    'is denied to a caller without the scope that one implementer requires, as in Apollo Router: %s: %s',
    async (_what, query) => {
      const [field = ''] = /\w+/.exec(query) ?? [];
      for (const caller of [holding([]), holding([], ['on duty']), holding(['read:other'])]) {
        const { data, asked } = await ask(query, caller);
        expect(JSON.stringify(data)).toBe(
          field === 'shelf' ? '{"shelf":{"item":null}}' : `{"${field}":null}`,
        );
        expect(asked.filter((each) => !each.endsWith('shelf'))).toEqual([]);
      }
    },
  );

  it.each([
    { scopes: [], isGiven: false },
    { scopes: ['a'], isGiven: false },
    { scopes: ['a', 'b'], isGiven: false },
    { scopes: ['c', 'd'], isGiven: false },
    { scopes: ['a', 'c'], isGiven: true },
    { scopes: ['b', 'd'], isGiven: true },
  ])(
    'requires one scope list of each implementer (a or b, and c or d): caller with $scopes, released: $isGiven',
    async ({ scopes, isGiven }) => {
      for (const below of ['id', '__typename', '... on Film { id } ... on Scan { id }']) {
        const { data, asked } = await ask(`{ medium { ${below} } }`, holding(scopes));
        expect(JSON.stringify(data) !== '{"medium":null}').toBe(isGiven);
        expect(asked.length > 0).toBe(isGiven);
      }
    },
  );
});

describe('a field selected on an interface', () => {
  it('is denied and not fetched on any implementer if one implementer would deny it', async () => {
    const { data, asked } = await ask('{ posts { title } }', holding(['read:private']));
    expect(data).toEqual({ posts: [{ title: null }, { title: null }] });
    expect(asked).toEqual(['clinic Query.posts']);
  });

  it('is released to a caller who may see it on every implementer', async () => {
    const { data, errors } = await ask(
      '{ posts { title } }',
      holding(['read:private'], ['on duty']),
    );
    expect(data).toEqual({ posts: [{ title: 'open' }, { title: 'shut' }] });
    expect(errors).toEqual([]);
  });

  it('requires in a fragment on an implementer only what that implementer requires', async () => {
    const query = '{ posts { ... on Public { title } ... on Private { id title } } }';
    const { data, asked } = await ask(query, holding(['read:private']));
    expect(data).toEqual({ posts: [{ title: 'open' }, { id: '2', title: null }] });
    expect(asked).toEqual(['clinic Private.id', 'clinic Public.title', 'clinic Query.posts']);
  });
});

describe('a field that returns a union', () => {
  it('is released to a caller without scopes, with null for each object whose own type requires a scope', async () => {
    const query = '{ things { ... on Public { title } ... on Private { id title } } }';
    const { data, asked } = await ask(query, holding([]));
    expect(data).toEqual({ things: [{ title: 'open' }, null] });
    expect(asked).toEqual(['clinic Public.title', 'clinic Query.things']);
    expect((await ask(query, holding(['read:private']))).data).toEqual({
      things: [{ title: 'open' }, { id: '2', title: null }],
    });
  });

  it('hides an object of a denied type even if only __typename is selected', async () => {
    const query = '{ things { __typename } }';
    expect((await ask(query, holding([]))).data).toEqual({
      things: [{ __typename: 'Public' }, null],
    });
    expect((await ask(query, holding(['read:private']))).data).toEqual({
      things: [{ __typename: 'Public' }, { __typename: 'Private' }],
    });
  });
});

describe('a field computed by @requires from a protected field', () => {
  it.each<[readonly string[], number | null]>([
    [[], null],
    [['read:ratio'], null],
    [['read:a'], null],
    [['read:a', 'read:ratio'], 360],
  ])(
    'requires its scopes and those of its source field (read:a, read:ratio): caller with %j gets %s',
    async (scopes, ratio) => {
      const { data, asked } = await ask('{ patient { ratio } }', holding(scopes));
      expect(data).toEqual({ patient: { ratio } });
      expect(asked.includes('clinic Patient.height')).toBe(ratio !== null);
    },
  );

  it('is not computed from another field that is aliased to the name of its source', async () => {
    const caller = holding(['read:a', 'read:ratio', 'read:b', 'read:c']);
    const { data } = await ask('{ patient { height: weight ratio } }', caller);
    expect(data).toEqual({ patient: { height: 80, ratio: 360 } });
  });
});

describe('an entity key protected by @requiresScopes', () => {
  it('joins subgraphs for a caller without the scope, and is denied to that caller as a field', async () => {
    const caller = holding(['read:a', 'read:ratio']);
    const { data, errors } = await ask('{ patient { id ratio } }', caller);
    expect(data).toEqual({ patient: { id: null, ratio: 360 } });
    expect(errors).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE patient.id']);
  });
});

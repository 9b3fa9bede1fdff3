import { describe, expect, it } from '@jest/globals';
import { resolve } from 'node:path';
import { sourcePath } from '../../../../gateway/cli/graph/source-path.ts';

describe('the path of a schema', () => {
  it.each([
    ['from the root', '/repo/graphs/a.graphql', '/repo', 'graphs/a.graphql'],
    ['of a name that only starts with dots', '/repo/..a.graphql', '/repo', '..a.graphql'],
    [
      'by its URL outside of the root',
      '/other/a b.graphql',
      '/repo',
      'file:///other/a%20b.graphql',
    ],
    ['from a relative name', 'graphs/a.graphql', resolve('.'), 'graphs/a.graphql'],
  ])('is told %s', (_how, at, root, expected) => {
    expect(sourcePath({ kind: 'file', at }, root)).toBe(expected);
  });

  it('is the URL at which a subgraph was asked', () => {
    expect(sourcePath({ kind: 'url', at: 'https://a.test/graphql?x' }, '/repo')).toBe(
      'https://a.test/graphql?x',
    );
  });
});

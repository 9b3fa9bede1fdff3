import { describe, expect, it } from '@jest/globals';
import { resolve } from 'node:path';
import { sourcePath } from '../../../../gateway/cli/graph/source-path.ts';

describe('the path of a schema in a report', () => {
  it.each([
    [
      'relative to the root for a file below it',
      '/repo/graphs/a.graphql',
      '/repo',
      'graphs/a.graphql',
    ],
    [
      'relative to the root for a name that starts with dots',
      '/repo/..a.graphql',
      '/repo',
      '..a.graphql',
    ],
    [
      'a file URL for a file outside the root',
      '/other/a b.graphql',
      '/repo',
      'file:///other/a%20b.graphql',
    ],
    [
      'relative to the root for a relative path',
      'graphs/a.graphql',
      resolve('.'),
      'graphs/a.graphql',
    ],
  ])('is %s', (_how, at, root, expected) => {
    expect(sourcePath(at, root)).toBe(expected);
  });
});

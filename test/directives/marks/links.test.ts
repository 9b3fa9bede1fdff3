import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { readLinks } from '../../../directives/marks/links.ts';

const linked = (link: string) => readLinks(parse(`extend schema ${link}`));

describe('the @link of a specification', () => {
  it.each([
    ['https://example.com/a/spec/v1.2', 'https://example.com/a/spec spec 1 2'],
    ['https://me:secret@EXAMPLE.com:443/spec/v10.0?x#y', 'https://example.com/spec spec 10 0'],
  ])(
    'is read as the identity, name and version in its URL, without port, credentials, query or fragment: %s',
    (url, expected) => {
      const links = linked(`@link(url: "${url}")`).map(({ identity, name, major, minor }) =>
        [identity, name, major, minor].join(' '),
      );
      expect(links).toEqual([expected]);
    },
  );

  it.each([
    ['a directive without a URL', '@link'],
    ['a URL in a list', '@link(url: ["https://example.com/spec/v1.0"])'],
    ['a URL that is a number', '@link(url: 1)'],
    ['a text that is not a URL', '@link(url: "spec/v1.0")'],
    ['a URL without a version', '@link(url: "https://example.com/spec")'],
    ['a URL with a version of another form', '@link(url: "https://example.com/spec/v1")'],
    ['a URL without a name', '@link(url: "https://example.com/v1.0")'],
  ])('is ignored: %s', (_what, link) => {
    expect(linked(link)).toEqual([]);
  });

  it('imports the valid entries of its import list and ignores the others', () => {
    const imports =
      '"@a", { name: "@b" }, { name: "@c", as: "@d" }, { as: "@e" }, { name: 1 }, null, 7';
    const [link] = linked(`@link(url: "https://example.com/spec/v1.0", import: [${imports}])`);
    expect(link?.imports).toEqual([
      { name: '@a', as: '@a' },
      { name: '@b', as: '@b' },
      { name: '@c', as: '@d' },
    ]);
  });
});

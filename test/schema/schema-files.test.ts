import { describe, expect, it } from '@jest/globals';
import { parse, type ObjectTypeDefinitionNode } from 'graphql';
import { isBlank, joinSchemaFiles, locateIn } from '../../schema/schema-files.ts';

/** Where each type of joined files is found. */
function places(...texts: readonly string[]): readonly unknown[] {
  const { sdl, files } = joinSchemaFiles(texts.map((text, at) => ({ path: `${at}`, text })));
  return parse(sdl).definitions.map((node) => {
    const { loc } = (node as ObjectTypeDefinitionNode).name;
    const token = loc?.startToken;
    return locateIn(files, { line: token?.line ?? null, column: token?.column ?? null });
  });
}

describe('the files of one schema', () => {
  it.each([
    ['without a line break at the end', 'type A'],
    ['with a line feed at the end', 'type A\n'],
    ['with a carriage return at the end', 'type A\r'],
    ['with both at the end', 'type A\r\n'],
    ['with a comment at the end', 'type A # end'],
  ])('keep their lines and columns after a file %s', (_what, first) => {
    expect(places(first, '\n  type B')).toEqual([
      { path: '0', line: 1, column: 6 },
      { path: '1', line: 2, column: 8 },
    ]);
  });

  it('have columns that do not count a byte order mark, as in editors', () => {
    expect(places('\u{feff}type A\ntype B', '\u{feff}type C')).toEqual([
      { path: '0', line: 1, column: 6 },
      { path: '0', line: 2, column: 6 },
      { path: '1', line: 1, column: 6 },
    ]);
  });

  it('are only the invalid one if one of several is, so that its error has its place', () => {
    const joined = joinSchemaFiles([
      { path: 'a', text: '# nothing' },
      { path: 'b', text: 'type B {' },
      { path: 'c', text: 'type C' },
    ]);
    expect(joined.sdl).toBe('type B {');
    expect(joined.files.map(({ path }) => path)).toEqual(['b']);
  });

  it('have no place for an unknown line, or without files', () => {
    const { files } = joinSchemaFiles([{ path: 'a', text: 'type A' }]);
    expect(locateIn(files, { line: null, column: null })).toBeNull();
    expect(locateIn([], { line: 1, column: 1 })).toBeNull();
  });

  it('are blank with only comments, white space and commas, however long', () => {
    expect(isBlank(`\u{feff}# ${'#'.repeat(100_000)}\r\n ,\t# "x"`)).toBe(true);
    expect(isBlank(`${'#'.repeat(100_000)}\nscalar A`)).toBe(false);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type ASTNode, parse, print, stripIgnoredCharacters, visit } from 'graphql';
import { SPEC_DEFINITIONS } from '../../directives/marks/spec-definitions.ts';
import { packageFile } from '../../schema/package-file.ts';

function text(nodes: readonly ASTNode[]): string[] {
  return nodes.map((node) => stripIgnoredCharacters(print(node)));
}

describe('the phi specification', () => {
  it('has the same definitions in the code and in directives/phi.graphql', () => {
    const file = parse(readFileSync(packageFile('directives/phi.graphql'), 'utf8'));
    const bare = visit(file, {
      enter: (node) => ('description' in node ? { ...node, description: undefined } : undefined),
    });
    expect(text(bare.definitions)).toEqual(text(SPEC_DEFINITIONS));
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import {
  Kind,
  type ASTNode,
  type DocumentNode,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import { newestVersion, SPEC_VERSIONS } from '../../../directives/marks/spec-versions.ts';
import { readMarks } from '../../../directives/marks/read-marks.ts';
import { typeCoordinate } from '../../../directives/coordinate.ts';
import { CATEGORIES, DEIDENTIFY_METHODS } from '../../../directives/spec.ts';
import { packageFile } from '../../../schema/package-file.ts';

const NEWEST = newestVersion(SPEC_VERSIONS);

function text(nodes: readonly ASTNode[]): string[] {
  return nodes.map((node) => stripIgnoredCharacters(print(node)));
}

/** SHA-256 of each published version's definitions. An entry never changes; a new version adds one. */
const PUBLISHED = [['1.0', 'c2e725e722533f467d896e7b321116b354b5a4300a80ca00ec211f7cd57c6bf1']];

describe('the versions of the phi specification', () => {
  it('never change once they are published, since schemas contain their text', () => {
    const hashes = SPEC_VERSIONS.map(({ major, minor, definitions }) => [
      `${major}.${minor}`,
      createHash('sha256').update(text(definitions).join('\n')).digest('hex'),
    ]);
    expect(hashes).toEqual(PUBLISHED);
  });

  it('are numbered 1.0, 1.1 and so on, in order and without gaps', () => {
    expect(SPEC_VERSIONS.map(({ major, minor }) => [major, minor])).toEqual(
      SPEC_VERSIONS.map((_version, index) => [1, index]),
    );
  });

  it('end with one whose definitions are those of directives/phi.graphql', () => {
    const file = parse(readFileSync(packageFile('directives/phi.graphql'), 'utf8'));
    const bare: DocumentNode = visit(file, {
      enter: (node) => ('description' in node ? { ...node, description: undefined } : undefined),
    });
    expect(text(bare.definitions)).toEqual(text(NEWEST.definitions));
  });

  it('end with one whose categories and de-identification methods are those of the gateway', () => {
    const values = NEWEST.definitions.flatMap((node) =>
      node.kind === Kind.ENUM_TYPE_DEFINITION
        ? [(node.values ?? []).map(({ name }) => name.value)]
        : [],
    );
    expect(values).toEqual([CATEGORIES, DEIDENTIFY_METHODS]);
  });

  it('end with one whose directive arguments are all read: each is refused with MARK_INVALID if it is a float', () => {
    for (const node of NEWEST.definitions) {
      if (node.kind !== Kind.DIRECTIVE_DEFINITION) continue;
      for (const { name } of node.arguments ?? []) {
        const required =
          node.name.value === 'role' && name.value !== 'anyOf' ? 'anyOf: ["a"] ' : '';
        const { definitions } = parse(
          `type T @${node.name.value}(${required}${name.value}: 1.5) { a: Int }`,
        );
        const [type] = definitions;
        if (type?.kind !== Kind.OBJECT_TYPE_DEFINITION) throw new TypeError('not a type');
        const { problems } = readMarks(type.directives ?? [], typeCoordinate('T'), {
          subgraph: null,
          access: new Map(),
        });
        expect(problems).toMatchObject([{ code: 'MARK_INVALID' }]);
      }
    }
  });
});

import { describe, expect, it } from '@jest/globals';
import { parseCoordinate, type Coordinate } from '../../../directives/coordinate.ts';
import { editSchema } from '../../../schema/edit/edit-schema.ts';
import type { MarkChange } from '../../../schema/edit/mark-change.ts';
import { phiGraphqlText } from '../../../schema/edit/phi-graphql-text.ts';
import { insertAll } from '../../../schema/edit/text-edit.ts';
import { joinSchemaFiles } from '../../../schema/schema-files.ts';
import { compose } from '../../../schema/compose.ts';
import { HEAD } from '../../support/compose-subgraphs.ts';

function at(text: string): Coordinate {
  const coordinate = parseCoordinate(text);
  if (!coordinate) throw new TypeError(text);
  return coordinate;
}

function mark(coordinate: string, ...roles: readonly string[]): MarkChange {
  return { kind: 'mark', coordinate: at(coordinate), categories: ['NAME'], roles: [roles] };
}

function reason(coordinate: string, text = 'None.'): MarkChange {
  return { kind: 'suppress', coordinate: at(coordinate), rule: 'PHI_UNMARKED', reason: text };
}

function edited(sdl: string, ...changes: readonly MarkChange[]): string {
  const result = editSchema('a', joinSchemaFiles([{ path: 'a', text: sdl }]), changes);
  return result.ok ? insertAll(sdl, result.insertions) : `REFUSED ${result.problem}`;
}

/** The text after the head of the tests, which links everything. */
function body(sdl: string, ...changes: readonly MarkChange[]): string {
  return edited(`${HEAD}${sdl}`, ...changes).slice(HEAD.length);
}

function patient(coordinate: string, path: string | null): MarkChange {
  return { kind: 'patient', coordinate: at(coordinate), path };
}

describe('@patient in the text of a schema', () => {
  it.each<[string, string, MarkChange, string]>([
    [
      'after the name of a type',
      'type A{ n: Int }',
      patient('A', 'id'),
      'type A @patient(id: "id"){ n: Int }',
    ],
    [
      'after interfaces, before a comment',
      'type A implements I & J # own\n{ n: Int }',
      patient('A', 'a.id'),
      'type A implements I & J @patient(id: "a.id") # own\n{ n: Int }',
    ],
    [
      'below the directives of a type, in their style',
      'type A\n  @key(fields: "n")\n  @shareable\n{\n  n: Int\n}',
      patient('A', 'n'),
      'type A\n  @key(fields: "n")\n  @shareable\n  @patient(id: "n")\n{\n  n: Int\n}',
    ],
    [
      'in an extension',
      'extend type A { n: Int }',
      patient('A', 'n'),
      'extend type A @patient(id: "n") { n: Int }',
    ],
    [
      'after the default value of an argument',
      'type Query { f(id: ID = "a", b: Int): Int }',
      patient('Query.f(id:)', null),
      'type Query { f(id: ID = "a" @patient, b: Int): Int }',
    ],
  ])('goes %s', (_where, sdl, change, expected) => {
    expect(body(sdl, change)).toBe(expected);
    expect(body(expected, change)).toBe(expected);
  });

  it('is composed under the name that the schema gives it', () => {
    const linked =
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@composeDirective"]) @link(url: "https://phi-gateway.dev/phi/v1.0", import: [{ name: "@patient", as: "@subject" }])\ntype A { id: ID }';
    expect(edited(linked, patient('A', 'id'))).toBe(
      linked.replace(
        /\ntype A/,
        '\n  @composeDirective(name: "@subject")\ntype A @subject(id: "id")',
      ),
    );
  });
});

const MARKS = '@phi(category: NAME) @role(anyOf: ["a", "b"])';

describe('a mark in the text of a schema', () => {
  it.each([
    [
      'after the type of a field',
      'type A { n: [String!]!\n# own\n}',
      'type A { n: [String!]! ¶\n# own\n}',
    ],
    ['before a comment on its line', 'type A { n: Int # n\n }', 'type A { n: Int ¶ # n\n }'],
    [
      'after the directives on its line',
      'type A { n: Int @deprecated }',
      'type A { n: Int @deprecated ¶ }',
    ],
    ['in an extension', 'extend type A { n: Int }', 'extend type A { n: Int ¶ }'],
    [
      'on an input field, after its default',
      'input A { n: Int = 3, m: Int }',
      'input A { n: Int = 3 ¶, m: Int }',
    ],
    ['on an enum value', 'enum A { n m }', 'enum A { n ¶ m }'],
    [
      'on a field of a renamed root',
      'schema { query: A }\ntype A { n: Int }',
      'schema { query: A }\ntype A { n: Int ¶ }',
    ],
  ])('is %s', (_where, before, after) => {
    const coordinate = before.startsWith('schema') ? 'Query.n' : 'A.n';
    expect(body(before, mark(coordinate, 'a', 'b'))).toBe(after.replace('¶', MARKS));
  });

  it('is on lines of its own if the last directive is', () => {
    const before = 'type A {\r\n\tn(x: Int): Int\r\n\t\t@deprecated\r\n}\r\n';
    expect(edited(`${HEAD}${before}`, mark('A.n'), mark('A.n(x:)', 'a'))).toBe(
      `${HEAD}type A {\r\n\tn(x: Int @phi(category: NAME) @role(anyOf: ["a"])): Int\r\n\t\t@deprecated\r\n\t\t@phi(category: NAME)\r\n\t\t@role(anyOf: [])\r\n}\r\n`,
    );
  });

  it('is not written twice', () => {
    const once = body('type A { n: Int }', mark('A.n', 'a'));
    expect(body(once, mark('A.n', 'a'))).toBe(once);
  });

  it('has the local name of the directive, and the role as a string', () => {
    const renamed = HEAD.replace(
      'import: ["@phi"',
      'import: [{ name: "@phi", as: "@own" }',
    ).replace('name: "@phi")', 'name: "@own")');
    expect(edited(`${renamed}type A { n: Int }`, mark('A.n', 'a"b')).slice(renamed.length)).toBe(
      'type A { n: Int @own(category: NAME) @role(anyOf: ["a\\"b"]) }',
    );
  });

  it('is refused for an element that the text does not have', () => {
    expect(edited('type A { n: Int }', mark('A.m'))).toBe('REFUSED A.m is not in this schema.');
  });
});

describe('a suppression in the text of a schema', () => {
  it.each([
    ['above a field', 'type A {\n  n: Int\n}', 'type A {\n  ¶\n  n: Int\n}'],
    ['above a description', 'type A {\n\t"N"\n\tn: Int\n}', 'type A {\n\t¶\n\t"N"\n\tn: Int\n}'],
    [
      'on its own line if the field shares one',
      '  type A { m: Int, n: Int }',
      '  type A { m: Int, \n    ¶\n    n: Int }',
    ],
  ])('is %s', (_where, before, after) => {
    expect(body(before, reason('A.n'))).toBe(
      after.replace('¶', '# phi-gateway-ignore PHI_UNMARKED: None.'),
    );
  });

  it('is one line, whatever the reason is', () => {
    expect(body('type A {\nn: Int }', reason('A.n', ' two\r\n lines } '))).toBe(
      'type A {\n# phi-gateway-ignore PHI_UNMARKED: two lines }\nn: Int }',
    );
  });

  it('does not link the specification', () => {
    expect(edited('type A {\n n: Int }', reason('A.n'))).not.toContain('@link');
  });
});

const LINKS = `@link(url: "https://phi-gateway.dev/phi/v1.0", import: ["@phi", "@role", "@patient"])
  @composeDirective(name: "@phi")
  @composeDirective(name: "@role")
  @composeDirective(name: "@patient")`;

describe('a mark in a schema that does not link the specification', () => {
  it('adds links with the federation directives in use at the top, and the definitions at the end', () => {
    const before =
      '\u{feff}# Copyright\n\n# The query.\ntype Query { n: Int } type K @key(fields: "i") { i: ID }';
    expect(edited(before, mark('Query.n'))).toBe(
      `\u{feff}# Copyright

extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
  ${LINKS}

# The query.
type Query { n: Int @phi(category: NAME) @role(anyOf: []) } type K @key(fields: "i") { i: ID }

${phiGraphqlText()}`,
    );
  });

  it.each([
    [
      'imports @composeDirective and keeps the other imports',
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key"]) ',
      `extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@composeDirective"])\n  ${LINKS} `,
    ],
    [
      'uses the name of a link without a list of imports',
      'extend schema\n  @link(url: "https://specs.apollo.dev/federation/v2.5", as: "fed") ',
      `extend schema\n  @link(url: "https://specs.apollo.dev/federation/v2.5", as: "fed")\n  ${LINKS.replaceAll('@composeDirective', '@fed__composeDirective')} `,
    ],
    [
      'adds what is missing of a link to the specification',
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@composeDirective"]) @link(url: "https://phi-gateway.dev/phi/v1.0", import: ["@phi"]) @composeDirective(name: "@phi") ',
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@composeDirective"]) @link(url: "https://phi-gateway.dev/phi/v1.0", import: ["@phi"]) @composeDirective(name: "@phi")\n  @composeDirective(name: "@phi__role") ',
    ],
  ])('%s', (_what, before, after) => {
    const text = edited(`${before}type Query { n: Int }`, mark('Query.n', 'a'));
    expect(text.slice(0, text.indexOf('type Query'))).toBe(after);
    expect(compose([{ name: 'a', url: '', sdl: text }])).toMatchObject({ ok: true });
  });

  it.each([
    [
      'federation without @composeDirective',
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0") type Query { n: Int }',
      'v2.1 or newer',
    ],
    [
      'a directive @role of its own',
      'directive @role on OBJECT type Query { n: Int }',
      'a directive @role of its own',
    ],
  ])('is refused with %s', (_what, sdl, text) => {
    expect(edited(sdl, mark('Query.n'))).toMatch(new RegExp(`^REFUSED .*${text}`));
  });

  it('composes in a plain schema, a Federation 1 schema and one with Windows line breaks', () => {
    for (const sdl of [
      'type Query { n: String }',
      'type Query { n: String k: K } type K @key(fields: "i") { i: ID! }',
      'schema { query: Root }\r\ntype Root {\r\n  n: String\r\n}\r\n',
    ]) {
      const text = edited(sdl, mark('Query.n', 'a'));
      expect(compose([{ name: 'a', url: '', sdl: text }])).toMatchObject({ ok: true });
      expect(/(?<!\r)\n/.test(text)).toBe(!sdl.includes('\r'));
    }
  });
});

import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { bindNames } from '../../../directives/marks/bind-names.ts';
import { compileSubgraphs } from '../../../directives/policy/compile-policy.ts';

const PHI = 'https://phi-gateway.dev/phi/v1.0';
const link = (imports: string, url = PHI) => `@link(url: "${url}", import: [${imports}])`;
const bound = (links: string) => bindNames(parse(`extend schema ${links} type Query { a: Int }`));

const codesOf = (head: string, field: string) =>
  compileSubgraphs([
    { name: 'a', document: parse(`extend schema ${head} type Query { a: Int ${field} }`) },
  ]).problems.map(({ code }) => code);

describe('the names of the phi specification', () => {
  it.each<[string, string, (readonly [string, string])[]]>([
    [
      'are those that are imported, and those with its prefix',
      link('"@phi"'),
      [
        ['phi', 'phi'],
        ['phi__role', 'role'],
        ['phi__patient', 'patient'],
      ],
    ],
    [
      'are those that they are given',
      link('{ name: "@phi", as: "@health" }, { name: "@role" }'),
      [
        ['health', 'phi'],
        ['role', 'role'],
        ['phi__patient', 'patient'],
      ],
    ],
  ])('%s', (_what, links, names) => {
    const { directives } = bound(links);
    for (const [local, mark] of names) expect(directives.get(local)).toBe(mark);
  });

  it('are linked on the schema alone, by its definition or an extension', () => {
    const linked = bindNames(parse(`schema ${link('"@phi"')} { query: Query }`));
    expect(linked.link).toMatchObject({ name: 'phi' });
    expect(bindNames(parse(`type Query ${link('"@phi"')} { a: Int }`)).link).toBeNull();
  });

  it('may be given to its enums', () => {
    const { types, findings } = bound(
      link('{ name: "Category", as: "Kind" }, "Deidentify", "@phi"'),
    );
    expect(findings).toEqual([]);
    expect([...types]).toEqual([
      ['phi__Category', 'phi__Category'],
      ['phi__Deidentify', 'phi__Deidentify'],
      ['Kind', 'phi__Category'],
      ['Deidentify', 'phi__Deidentify'],
    ]);
  });

  it.each<[string, string, string[]]>([
    ['a later version', link('"@phi"', PHI.replace('1.0', '1.9')), ['LINK_VERSION']],
    ['another major version', link('"@phi"', PHI.replace('1.0', '2.0')), ['LINK_VERSION']],
    ['an element that it does not have', link('"@phy"'), ['LINK_INVALID']],
    ['a type that it does not have', link('"Kind"'), ['LINK_INVALID']],
    ['a mark under the name of a type', link('{ name: "@phi", as: "phi" }'), ['LINK_INVALID']],
    [
      'an enum under the name of a directive',
      link('{ name: "Category", as: "@Category" }'),
      ['LINK_INVALID'],
    ],
    ['two links', `${link('"@phi"')} ${link('"@role"')}`, ['LINK_INVALID']],
    ['a link by another directive', `@core(url: "${PHI}")`, ['LINK_INVALID']],
    [
      'its names from elsewhere',
      link('"@phi"', 'https://example.org/other/v1.0'),
      ['LINK_LOOK_ALIKE'],
    ],
    [
      'its name itself from elsewhere',
      link('', 'https://example.org/phi/v1.0'),
      ['LINK_LOOK_ALIKE'],
    ],
    [
      'its name from elsewhere, under another one',
      '@link(url: "https://example.org/phi/v1.0", as: "other")',
      ['LINK_LOOK_ALIKE'],
    ],
  ])('are refused of %s', (_what, links, codes) => {
    expect(bound(links).findings.map(({ code }) => code)).toEqual(codes);
  });
});

describe('marks that composition would drop', () => {
  const FEDERATION =
    '@link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@composeDirective"])';
  it.each<[string, string, string, string[]]>([
    [
      'are not those that are composed',
      `${FEDERATION} ${link('"@phi"')} @composeDirective(name: "@phi")`,
      '@phi',
      [],
    ],
    [
      'are those that are not composed',
      `${FEDERATION} ${link('"@phi"')}`,
      '@phi',
      ['MARK_NOT_COMPOSED'],
    ],
    [
      'are those of which another directive is composed',
      `${FEDERATION} ${link('"@phi"')} @composeDirective(name: "@other") @composeDirective(name: 1) @composeDirective`,
      '@phi',
      ['MARK_NOT_COMPOSED'],
    ],
    [
      'are those that something else composes',
      `@link(url: "https://example.org/other/v1.0", import: ["@composeDirective"]) ${link('"@phi"')} @composeDirective(name: "@phi") @contact(name: "@phi")`,
      '@phi',
      ['MARK_NOT_COMPOSED'],
    ],
    [
      'are those that are named elsewhere than composed',
      `${FEDERATION} ${link('"@phi"')} @composeDirective(label: "@phi")`,
      '@phi',
      ['MARK_NOT_COMPOSED'],
    ],
    ['are those that are not linked', FEDERATION, '@phi', ['MARK_NOT_LINKED']],
    ['are none of another name', '@other', '@nullable', []],
    [
      'are those that the specification does not have',
      `${FEDERATION} ${link('"@phi"')} @composeDirective(name: "@phi")`,
      '@phi__phy',
      ['LINK_INVALID'],
    ],
  ])('%s', (_what, head, field, expected) => {
    expect(codesOf(head, field)).toEqual(expected);
  });

  it('are reported once, where they stand first', () => {
    const document = parse(
      `extend schema ${link('"@phi"')} type Query { a: Int @phi b: Int @phi } type T { c: Int @phi }`,
    );
    expect(compileSubgraphs([{ name: 'a', document }]).problems).toMatchObject([
      { code: 'MARK_NOT_COMPOSED', coordinate: 'Query.a' },
    ]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { readLocalNames } from '../../../directives/marks/local-names.ts';
import { compileSubgraphs } from '../../../directives/policy/compile-policy.ts';

const PHI = 'https://phi-gateway.dev/phi/v1.0';
const link = (imports: string, url = PHI) => `@link(url: "${url}", import: [${imports}])`;
const namesIn = (links: string) =>
  readLocalNames(parse(`extend schema ${links} type Query { a: Int }`));

const codesOf = (head: string, field: string) =>
  compileSubgraphs([
    { name: 'a', document: parse(`extend schema ${head} type Query { a: Int ${field} }`) },
  ]).problems.map(({ code }) => code);

describe('the local names of phi directives and enums in a subgraph', () => {
  it.each<[string, string, (readonly [string, string])[]]>([
    [
      'are the imported names, and phi__NAME for directives that are not imported',
      link('"@phi"'),
      [
        ['phi', 'phi'],
        ['phi__role', 'role'],
        ['phi__patient', 'patient'],
      ],
    ],
    [
      'are the names that the import gives them with "as", and phi__NAME for those not imported',
      link('{ name: "@phi", as: "@health" }, { name: "@role" }'),
      [
        ['health', 'phi'],
        ['role', 'role'],
        ['phi__patient', 'patient'],
      ],
    ],
  ])('%s', (_what, links, names) => {
    const { directives } = namesIn(links);
    for (const [local, mark] of names) expect(directives.get(local)).toBe(mark);
  });

  it('are read from a @link on the schema definition, and not from one on a type', () => {
    const linked = readLocalNames(parse(`schema ${link('"@phi"')} { query: Query }`));
    expect(linked.link).toMatchObject({ name: 'phi' });
    expect(readLocalNames(parse(`type Query ${link('"@phi"')} { a: Int }`)).link).toBeNull();
  });

  it('include the names under which the enums of the specification are imported', () => {
    const { types, problems } = namesIn(
      link('{ name: "Category", as: "Kind" }, "Deidentify", "@phi"'),
    );
    expect(problems).toEqual([]);
    expect([...types]).toEqual([
      ['phi__Category', 'phi__Category'],
      ['phi__Deidentify', 'phi__Deidentify'],
      ['Kind', 'phi__Category'],
      ['Deidentify', 'phi__Deidentify'],
    ]);
  });

  it.each<[string, string, string[]]>([
    [
      'LINK_VERSION for a link to a later version',
      link('"@phi"', PHI.replace('1.0', '1.9')),
      ['LINK_VERSION'],
    ],
    [
      'LINK_VERSION for a link to another major version',
      link('"@phi"', PHI.replace('1.0', '2.0')),
      ['LINK_VERSION'],
    ],
    [
      'LINK_INVALID for the import of a directive that does not exist',
      link('"@phy"'),
      ['LINK_INVALID'],
    ],
    ['LINK_INVALID for the import of a type that does not exist', link('"Kind"'), ['LINK_INVALID']],
    [
      'LINK_INVALID for a directive imported under the name of a type',
      link('{ name: "@phi", as: "phi" }'),
      ['LINK_INVALID'],
    ],
    [
      'LINK_INVALID for an enum imported under the name of a directive',
      link('{ name: "Category", as: "@Category" }'),
      ['LINK_INVALID'],
    ],
    [
      'LINK_INVALID for two links to the specification',
      `${link('"@phi"')} ${link('"@role"')}`,
      ['LINK_INVALID'],
    ],
    [
      'LINK_INVALID for a link by another directive than @link',
      `@core(url: "${PHI}")`,
      ['LINK_INVALID'],
    ],
    [
      'LINK_LOOK_ALIKE for the directives imported from another URL',
      link('"@phi"', 'https://example.org/other/v1.0'),
      ['LINK_LOOK_ALIKE'],
    ],
    [
      'LINK_LOOK_ALIKE for a specification with the same name at another URL',
      link('', 'https://example.org/phi/v1.0'),
      ['LINK_LOOK_ALIKE'],
    ],
    [
      'LINK_LOOK_ALIKE for a specification with the same name at another URL, linked under an alias',
      '@link(url: "https://example.org/phi/v1.0", as: "other")',
      ['LINK_LOOK_ALIKE'],
    ],
  ])('are refused with %s', (_what, links, codes) => {
    expect(namesIn(links).problems.map(({ code }) => code)).toEqual(codes);
  });
});

describe('a directive on a field of a subgraph', () => {
  const FEDERATION =
    '@link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@composeDirective"])';
  it.each<[string, string, string, string[]]>([
    [
      'is accepted if it is @phi and @composeDirective names it',
      `${FEDERATION} ${link('"@phi"')} @composeDirective(name: "@phi")`,
      '@phi',
      [],
    ],
    [
      'is refused as MARK_NOT_COMPOSED if it is @phi without @composeDirective',
      `${FEDERATION} ${link('"@phi"')}`,
      '@phi',
      ['MARK_NOT_COMPOSED'],
    ],
    [
      'is refused as MARK_NOT_COMPOSED if it is @phi and @composeDirective names only another directive',
      `${FEDERATION} ${link('"@phi"')} @composeDirective(name: "@other") @composeDirective(name: 1) @composeDirective`,
      '@phi',
      ['MARK_NOT_COMPOSED'],
    ],
    [
      'is refused as MARK_NOT_COMPOSED if only a @composeDirective of another specification, or another directive, names it',
      `@link(url: "https://example.org/other/v1.0", import: ["@composeDirective"]) ${link('"@phi"')} @composeDirective(name: "@phi") @contact(name: "@phi")`,
      '@phi',
      ['MARK_NOT_COMPOSED'],
    ],
    [
      'is refused as MARK_NOT_COMPOSED if an argument of @composeDirective other than "name" names it',
      `${FEDERATION} ${link('"@phi"')} @composeDirective(label: "@phi")`,
      '@phi',
      ['MARK_NOT_COMPOSED'],
    ],
    [
      'is refused as MARK_NOT_LINKED if it is @phi without a @link to the specification',
      FEDERATION,
      '@phi',
      ['MARK_NOT_LINKED'],
    ],
    [
      'is ignored if it has the name of no directive of the specification',
      '@other',
      '@nullable',
      [],
    ],
    [
      'is refused as LINK_INVALID if it has the prefix phi__ and the specification does not have it',
      `${FEDERATION} ${link('"@phi"')} @composeDirective(name: "@phi")`,
      '@phi__phy',
      ['LINK_INVALID'],
    ],
  ])('%s', (_what, head, field, expected) => {
    expect(codesOf(head, field)).toEqual(expected);
  });

  it('is refused as MARK_NOT_LINKED only at its first use if it is used several times, or is defined too, without @link', () => {
    const document = parse(
      `type Query { a: Int @phi b: Int @phi @policy(policies: [["p"]]) c: Int @policy(policies: [["q"]]) }
       directive @phi on FIELD_DEFINITION`,
    );
    expect(compileSubgraphs([{ name: 'a', document }]).problems).toMatchObject([
      { code: 'MARK_NOT_LINKED', coordinate: 'Query.a' },
      { code: 'MARK_NOT_LINKED', coordinate: 'Query.b' },
    ]);
  });

  it('is refused as MARK_NOT_COMPOSED only at its first use if it is used several times without @composeDirective', () => {
    const document = parse(
      `extend schema ${link('"@phi"')} type Query { a: Int @phi b: Int @phi } type T { c: Int @phi }`,
    );
    expect(compileSubgraphs([{ name: 'a', document }]).problems).toMatchObject([
      { code: 'MARK_NOT_COMPOSED', coordinate: 'Query.a' },
    ]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import type { Problem } from '../../directives/marks/problem.ts';
import { composeSdl, HEAD, needOf } from '../support/compose-subgraphs.ts';
import { subgraphPolicy } from '../support/policies.ts';

const FEDERATION = `@link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@composeDirective"])`;
const COMPOSED = `@composeDirective(name: "@phi") @composeDirective(name: "@role") @composeDirective(name: "@patient")`;
const GRAPH = `\ntype Query { p: P }\ntype P { ssn: String @phi @role(anyOf: ["x"]) }`;

function head(phi: string, composed = COMPOSED): string {
  return `extend schema ${FEDERATION} ${phi} ${composed}`;
}

function link(url: string, rest = 'import: ["@phi", "@role", "@patient"]'): string {
  return `@link(url: "${url}", ${rest})`;
}

function compose(...names: string[]): string {
  return names.map((name) => `@composeDirective(name: "${name}")`).join(' ');
}

function shared(role: string): string {
  return `type Query { a: Int @shareable @${role}(anyOf: ["x"]) }`;
}

const SPEC_URL = 'https://phi-gateway.dev/phi/v1.0';
const LINK = link(SPEC_URL);

/** Code, coordinate and line of every problem of one subgraph. */
function problemsOf(sdl: string): string[] {
  const composed = composeSdl({ a: sdl });
  if (composed.ok) return [];
  return composed.problems.map(({ code, coordinate, line }) => `${code} ${coordinate} ${line}`);
}

describe('composing a subgraph with @phi, @role or @patient', () => {
  it.each<[string, string, string[]]>([
    [
      'MARK_NOT_COMPOSED: @phi without @composeDirective',
      head(LINK, '@composeDirective(name: "@role")') + GRAPH,
      ['MARK_NOT_COMPOSED P.ssn 3'],
    ],
    [
      'MARK_NOT_COMPOSED: @phi with a @composeDirective that has no name or a number as its name',
      head(LINK, '@composeDirective @composeDirective(name: 1) @composeDirective(name: "@role")') +
        GRAPH,
      ['MARK_NOT_COMPOSED P.ssn 3'],
    ],
    [
      'MARK_NOT_COMPOSED twice: @phi and @role without any @composeDirective',
      head(LINK, '') + GRAPH,
      ['MARK_NOT_COMPOSED P.ssn 3', 'MARK_NOT_COMPOSED P.ssn 3'],
    ],
    [
      'MARK_NOT_COMPOSED: @phi imported as @secret, and @composeDirective only for other names',
      head(
        link(SPEC_URL, 'import: [{ name: "@phi", as: "@secret" }, "@role"]'),
        '@composeDirective(name: "@hidden") @composeDirective(name: "@role")',
      ) + GRAPH.replace('@phi', '@secret'),
      ['MARK_NOT_COMPOSED P.ssn 3'],
    ],
    [
      'MARK_NOT_LINKED: local definitions of @phi and @role, and a @link to the federation specification only',
      `extend schema ${FEDERATION}${GRAPH}\ndirective @phi on FIELD_DEFINITION\ndirective @role(anyOf: [String!]!) on FIELD_DEFINITION`,
      ['MARK_NOT_LINKED P.ssn 3', 'MARK_NOT_LINKED P.ssn 3'],
    ],
    [
      'MARK_NOT_LINKED: local definitions of @phi and @role in a subgraph without any @link',
      `${GRAPH}\ndirective @phi on FIELD_DEFINITION\ndirective @role(anyOf: [String!]!) on FIELD_DEFINITION`,
      ['MARK_NOT_LINKED P.ssn 3', 'MARK_NOT_LINKED P.ssn 3'],
    ],
    [
      'MARK_NOT_LINKED: @role, if the @link imports only @phi',
      head(link(SPEC_URL, 'import: ["@phi"]'), '@composeDirective(name: "@phi")') + GRAPH,
      ['MARK_NOT_LINKED P.ssn 3'],
    ],
    [
      'DEFINITION_DIFFERS: a local definition of @role without one of its arguments',
      `${head(LINK)}${GRAPH}\ndirective @role(anyOf: [String!]!) repeatable on FIELD_DEFINITION`,
      ['DEFINITION_DIFFERS @role 4'],
    ],
    [
      'DEFINITION_DIFFERS: a local definition of @role that is not repeatable',
      `${head(LINK)}${GRAPH}\ndirective @role(anyOf: [String!]!, deidentified: [String!]! = []) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | SCALAR | ENUM | ENUM_VALUE | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION`,
      ['DEFINITION_DIFFERS @role 4'],
    ],
    [
      'DEFINITION_DIFFERS: an enum of the specification with fewer values, with an extension, or as a scalar',
      `${head(LINK)}${GRAPH}\nenum phi__Category { SSN CLINICAL }\nextend enum phi__Deidentify { BLUR }\nscalar phi__Category`,
      [
        'DEFINITION_DIFFERS phi__Category 4',
        'DEFINITION_DIFFERS phi__Deidentify 5',
        'DEFINITION_DIFFERS phi__Category 6',
      ],
    ],
    [
      'LINK_LOOK_ALIKE and MARK_NOT_LINKED: the specification linked at another host',
      head(link('https://phi-gateway.example/phi/v1.0')) + GRAPH,
      ['LINK_LOOK_ALIKE null 1', 'MARK_NOT_LINKED P.ssn 3', 'MARK_NOT_LINKED P.ssn 3'],
    ],
    [
      'LINK_LOOK_ALIKE and MARK_NOT_LINKED: the specification linked with http: instead of https:',
      head(link('http://phi-gateway.dev/phi/v1.0')) + GRAPH,
      ['LINK_LOOK_ALIKE null 1', 'MARK_NOT_LINKED P.ssn 3', 'MARK_NOT_LINKED P.ssn 3'],
    ],
    [
      'LINK_LOOK_ALIKE: @phi imported from another specification as @secret',
      head(
        link('https://example.com/privacy/v1.0', 'import: [{ name: "@phi", as: "@secret" }]'),
        '@composeDirective(name: "@secret")',
      ) + '\ntype Query { a: Int @secret }',
      ['LINK_LOOK_ALIKE null 1'],
    ],
    [
      'LINK_LOOK_ALIKE: a directive of another specification imported as @phi',
      head(
        link('https://example.com/privacy/v1.0', 'import: [{ name: "@hidden", as: "@phi" }]'),
        '',
      ) + '\ntype Query { a: Int }',
      ['LINK_LOOK_ALIKE null 1'],
    ],
    [
      'LINK_LOOK_ALIKE: another specification linked with the prefix phi',
      head(link('https://example.com/privacy/v1.0', 'as: "phi"'), '') + '\ntype Query { a: Int }',
      ['LINK_LOOK_ALIKE null 1'],
    ],
    [
      'LINK_VERSION: an unknown major version of the specification',
      head(link('https://phi-gateway.dev/phi/v2.0')) + GRAPH,
      ['LINK_VERSION null 1'],
    ],
    [
      'LINK_VERSION: a minor version of the specification that is newer than that of the gateway',
      head(link('https://phi-gateway.dev/phi/v1.1')) + GRAPH,
      ['LINK_VERSION null 1'],
    ],
    [
      'LINK_INVALID: the import of a directive that the specification does not have',
      head(link(SPEC_URL, 'import: ["@phi", "@role", "@patient", "@consent"]')) + GRAPH,
      ['LINK_INVALID null 1'],
    ],
    [
      'LINK_INVALID: a prefixed directive that the specification does not have',
      head(link(SPEC_URL, 'as: "health"'), '') + '\ntype Query { a: Int @health__consent }',
      ['LINK_INVALID Query.a 2'],
    ],
    [
      'LINK_INVALID: @phi imported under a name without @',
      head(link(SPEC_URL, 'import: [{ name: "@phi", as: "phi" }]'), '') + '\ntype Query { a: Int }',
      ['LINK_INVALID null 1'],
    ],
    [
      'LINK_INVALID: a second @link to the specification',
      `${head(LINK)} ${link(SPEC_URL, 'as: "more"')}${GRAPH}`,
      ['LINK_INVALID null 1'],
    ],
    [
      'LINK_INVALID: the specification linked by a directive other than @link',
      `extend schema ${FEDERATION} @linked(url: "https://phi-gateway.dev/phi/v1.0")\ntype Query { a: Int }`,
      ['LINK_INVALID null 1'],
    ],
    [
      'LINK_INVALID: @phi on the schema itself',
      `${head(LINK)}\nextend schema @hidden @phi__phi\ntype Query { a: Int }`,
      ['LINK_INVALID null 2'],
    ],
  ])('is refused with %s', (_what, sdl, expected) => {
    expect(problemsOf(sdl)).toEqual(expected);
  });

  it('is refused with MARK_ON_EXTERNAL if an @external copy or its argument has a @role that the original lacks', () => {
    const copy = `type P @key(fields: "id") { id: ID! ssn(a: Int @role(anyOf: ["y"])): String @external @role(anyOf: ["x"]) risk: Int @requires(fields: "ssn(a: 1)") }`;
    const composed = composeSdl({
      a: `${HEAD}type Query { p: P } type P @key(fields: "id") { id: ID! ssn(a: Int): String @role(anyOf: ["z"]) }`,
      b: HEAD + copy,
    });
    expect(composed.ok ? [] : composed.problems).toMatchObject([
      { code: 'MARK_ON_EXTERNAL', subgraph: 'b', coordinate: 'P.ssn', line: 8 },
      { code: 'MARK_ON_EXTERNAL', subgraph: 'b', coordinate: 'P.ssn(a:)', line: 8 },
    ]);
  });

  it('is accepted if a @role on an @external copy is also on the original field, and a field computed from it requires that role', () => {
    const composed = composeSdl({
      a: `${HEAD}type Query { p: P } type P @key(fields: "id") { id: ID! ssn: String @role(anyOf: ["x"]) }`,
      b: `${HEAD}type P @key(fields: "id") { id: ID! ssn: String @external @role(anyOf: ["x"]) risk: Int @requires(fields: "ssn") }`,
    });
    expect(composed.ok && needOf(composed.policy, 'P.risk')).toBe('x [] SUPPRESS');
  });

  it('is refused with a message that says how to add a missing @composeDirective', () => {
    const composed = composeSdl({ claims: head(LINK, '') + GRAPH });
    const [problem]: readonly Problem[] = composed.ok ? [] : composed.problems;
    expect(problem?.message).toBe(
      '@phi is used without @composeDirective: composition would drop it silently.',
    );
    expect(problem?.fix).toContain('Add @composeDirective(name: "@phi")');
  });
});

describe('the names under which a subgraph uses @phi, @role and @patient', () => {
  const FIELDS =
    'type Query { p: P } type P @key(fields: "id") { id: ID! ssn: String @PHI(category: SSN) @ROLE(anyOf: ["x"]) } extend type P @PATIENT(id: "id")';
  const named = (phi: string, role: string, patient: string) =>
    FIELDS.replace('@PHI', phi).replace('@ROLE', role).replace('@PATIENT', patient);
  const OTHER = `${HEAD}type P @key(fields: "id") { id: ID! }`;
  const plain = composeSdl({ a: HEAD + named('@phi', '@role', '@patient'), b: OTHER });

  it.each<[string, string]>([
    [
      'each imported under another name',
      head(
        link(
          SPEC_URL,
          'import: [{ name: "@phi", as: "@sensitive" }, { name: "@role", as: "@who" }, { name: "@patient", as: "@whose" }]',
        ),
        compose('@sensitive', '@who', '@whose'),
      ) + named('@sensitive', '@who', '@whose'),
    ],
    [
      '@phi and @role swapped',
      head(
        link(
          SPEC_URL,
          'import: [{ name: "@phi", as: "@role" }, { name: "@role", as: "@phi" }, "@patient"]',
        ),
        compose('@phi', '@role', '@patient'),
      ) + named('@role', '@phi', '@patient'),
    ],
    [
      'the prefix "health"',
      head(
        link(SPEC_URL, 'as: "health"'),
        compose('@health', '@health__role', '@health__patient'),
      ) + named('@health', '@health__role', '@health__patient'),
    ],
    [
      'the default prefix phi__',
      head(link(SPEC_URL, 'import: []'), compose('@phi', '@phi__role', '@phi__patient')) +
        named('@phi', '@phi__role', '@phi__patient'),
    ],
    [
      'the original names, with the URL of the @link in another spelling',
      head(link('https://PHI-gateway.dev:443/phi/v1.0?x#y')) + named('@phi', '@role', '@patient'),
    ],
    [
      'another prefix, with local definitions of the renamed directives',
      `${head(link(SPEC_URL, 'as: "health", import: [{ name: "Category", as: "Kind" }]'), compose('@health', '@health__role', '@health__patient'))}${named('@health', '@health__role', '@health__patient')}
      directive @health__patient(id: String! = "") on ARGUMENT_DEFINITION | OBJECT | INPUT_FIELD_DEFINITION | INTERFACE
      directive @health("a" deidentify: health__Deidentify! = SUPPRESS, category: Kind! = CLINICAL) repeatable on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | SCALAR | ENUM | ENUM_VALUE | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION
      "b" enum health__Deidentify { INITIALS "c" YEAR SUPPRESS AGE_90_PLUS ZIP3 LAST4 PSEUDONYM }`,
    ],
  ])('do not change the policy: %s', (_how, sdl) => {
    const composed = composeSdl({ a: sdl, b: OTHER });
    expect(composed.ok ? composed.policy : composed.problems).toEqual(plain.ok && plain.policy);
  });

  it('stay the original names in the supergraph if the subgraph uses the original ones', () => {
    expect(plain.ok && plain.supergraphSdl).toContain('@phi(category: SSN) @role(anyOf: ["x"])');
  });

  it('do not change the policy if one or both of two subgraphs import @role under another name', () => {
    const renamed = head(
      link(SPEC_URL, 'import: [{ name: "@role", as: "@who" }, { name: "@phi" }]'),
      compose('@who'),
    );
    for (const other of [
      renamed.replace('"@key"', '"@shareable"') + shared('who'),
      HEAD + shared('role'),
    ]) {
      const composed = composeSdl({
        a: renamed.replace('"@key"', '"@shareable"') + shared('who'),
        b: other,
      });
      expect(composed.ok && needOf(composed.policy, 'Query.a')).toBe('x [] SUPPRESS');
    }
  });
});

describe('a @phi without arguments, in a subgraph that does not define the directive', () => {
  it('has the category CLINICAL and the method SUPPRESS', () => {
    const policy = subgraphPolicy([{ name: 'a', document: parse(head(LINK) + GRAPH) }]);
    expect(needOf(policy, 'P.ssn')).toBe('x [CLINICAL] SUPPRESS');
  });
});

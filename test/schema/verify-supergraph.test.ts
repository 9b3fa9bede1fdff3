import { describe, expect, it } from '@jest/globals';
import { compose } from '../../schema/compose.ts';
import { verifySupergraph } from '../../schema/verify-supergraph.ts';
import { HEAD } from '../support/compose-subgraphs.ts';

const SDL = `${HEAD}
type Query { p(id: ID! @patient): P search(text: String @role(anyOf: ["x"])): P }
type P @key(fields: "id") @patient(id: "id") { id: ID! ssn: String @phi(category: SSN, deidentify: LAST4) @role(anyOf: ["x"], deidentified: ["r"]) }`;
const subgraphs = [{ name: 'a', url: 'http://a.test', sdl: SDL }];
const composed = compose(subgraphs);
const supergraph = composed.ok ? composed.supergraphSdl : '';

function differing(supergraphSdl: string): unknown[] {
  return verifySupergraph(supergraphSdl, subgraphs).map(({ code, coordinate }) => [
    code,
    coordinate,
  ]);
}

describe('a ready supergraph', () => {
  it('is served when it says what its subgraphs say', () => {
    expect(differing(supergraph)).toEqual([]);
  });

  it.each<[string, string, string, string[]]>([
    ['a role', ' @role(anyOf: ["x"], deidentified: ["r"])', '', ['P.ssn']],
    ['a category', 'category: SSN', 'category: NAME', ['P.ssn']],
    ['a method', 'deidentify: LAST4', 'deidentify: INITIALS', ['P.ssn']],
    ['a de-identified role', 'deidentified: ["r"]', 'deidentified: ["q"]', ['P.ssn']],
    ["an argument's role", ' @role(anyOf: ["x"])', '', ['Query.search(text:)']],
    ["an argument's patient", '(id: ID! @patient)', '(id: ID!)', ['Query.p(id:)']],
    ['whose record an object is', ' @patient(id: "id")', '', ['P']],
    ['the way to whose record it is', '@patient(id: "id")', '@patient(id: "ssn")', ['P']],
    ['that a type is an entity', ', key: "id"', '', ['P']],
  ])('is refused when it differs in %s, with the coordinate', (_what, from, to, expected) => {
    const text = supergraph.replace(from, to).replace(`${from}\n`, `${to}\n`);
    expect(text).not.toBe(supergraph);
    expect(differing(text)).toEqual(expected.map((at) => ['POLICY_DIFFERS', at]));
  });

  it('is refused when it is no schema, or a mark in it cannot be read', () => {
    expect(differing('type {')).toEqual([['INVALID_SDL', null]]);
    const text = supergraph.replace('category: SSN', 'category: SOCIAL');
    expect(differing(text)).toContainEqual(['MARK_INVALID', 'P.ssn']);
  });

  it('is refused when one of its subgraphs would not be composed', () => {
    const broken = subgraphs.map((subgraph) => ({
      ...subgraph,
      sdl: subgraph.sdl.replace('@composeDirective(name: "@phi")', ''),
    }));
    expect(verifySupergraph(supergraph, broken)).toMatchObject([{ code: 'MARK_NOT_COMPOSED' }]);
  });
});

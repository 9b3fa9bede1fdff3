import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { compileResponseShape } from '../../../../gateway/pipeline/execution/response-shape.ts';

const SCHEMA = buildSchema(`
  type Query { node: Node people: [[Person]] }
  interface Node { id: ID }
  type Person implements Node { id: ID name: String friend: Node }
  type Place implements Node { id: ID city: String }
`);

const shapeOf = (text: string) => compileResponseShape(parse(text), SCHEMA);

/** Fits a response, as it was parsed from JSON. */
function fitted(selections: string, json: string): { readonly data: unknown; isComplete: boolean } {
  const data: unknown = JSON.parse(json);
  const isComplete = shapeOf(`{ ${selections} }`).fit(data);
  return { data: JSON.parse(JSON.stringify(data)), isComplete };
}

describe('the shape of a response', () => {
  it.each<[string, string, string, string, boolean]>([
    [
      'removes keys that were not requested',
      'node { id }',
      '{"node":{"id":1,"ssn":2},"x":1}',
      '{"node":{"id":1}}',
      true,
    ],
    [
      'sets missing keys to null',
      'node { id: id b: id }',
      '{"node":{"id":1}}',
      '{"node":{"id":1,"b":null}}',
      false,
    ],
    [
      'keeps values of any type where an object was requested',
      'node { id }',
      '{"node":"text"}',
      '{"node":"text"}',
      true,
    ],
    [
      'goes through lists in lists',
      'people { name }',
      '{"people":[[{"name":"a","x":1},null],{"x":1}]}',
      '{"people":[[{"name":"a"},null],{"name":null}]}',
      false,
    ],
    [
      'applies selections on the type of each object',
      'node { __typename ... on Person { name } ... on Place { city } }',
      '{"node":{"__typename":"Place","name":"n","city":"c"}}',
      '{"node":{"__typename":"Place","city":"c"}}',
      true,
    ],
    [
      'reports what is missing on the type of an object',
      'node { __typename ... on Person { name } ... on Place { city } }',
      '{"node":{"__typename":"Place"}}',
      '{"node":{"__typename":"Place","city":null}}',
      false,
    ],
    [
      'keeps what any type has where the type is unknown',
      'node { __typename ... on Person { name } }',
      '{"node":{"__typename":"Robot","name":"n","x":1}}',
      '{"node":{"__typename":"Robot","name":"n"}}',
      true,
    ],
    [
      'does not require what only some types have where the type is unknown',
      'node { __typename id ... on Person { name } }',
      '{"node":{"id":1}}',
      '{"node":{"__typename":null,"id":1,"name":null}}',
      true,
    ],
    [
      'ignores a type that was not requested',
      'node { ... on Person { name } ... on Place { city } }',
      '{"node":{"__typename":"Place","name":"n","city":"c"}}',
      '{"node":{"name":"n","city":"c"}}',
      true,
    ],
    [
      'takes a name that every object inherits for a type that is unknown',
      'node { __typename ... on Person { name } }',
      '{"node":{"__typename":"constructor","name":"n"}}',
      '{"node":{"__typename":"constructor","name":"n"}}',
      true,
    ],
    [
      'reads no inherited key',
      'node { constructor: id toString: id }',
      '{"node":{"toString":1}}',
      '{"node":{"toString":1,"constructor":null}}',
      false,
    ],
    [
      'removes __proto__',
      'node { id }',
      '{"node":{"id":1,"__proto__":{"id":2}}}',
      '{"node":{"id":1}}',
      true,
    ],
    [
      'removes keys that are numbers',
      'node { id }',
      '{"node":{"0":1,"id":1}}',
      '{"node":{"id":1}}',
      true,
    ],
  ])('%s', (_title, ...[selections, json, expected, isComplete]) => {
    const data: unknown = JSON.parse(expected);
    expect(fitted(selections, json)).toEqual({ data, isComplete });
  });

  it('fits objects of several types one after the other', () => {
    const shape = shapeOf('{ node { __typename ... on Person { name } ... on Place { city } } }');
    const types = ['Person', 'Place', 'Robot', 'Person', 'Node', 'Place'];
    const nodes = types.map((type) => ({ __typename: type, name: 'n', city: 'c', x: 1 }));
    expect(nodes.map((node) => shape.fit({ node }))).not.toContain(false);
    expect(nodes.map((node) => Object.keys(node).join(' '))).toEqual([
      '__typename name',
      '__typename city',
      '__typename name city',
      '__typename name',
      '__typename name city',
      '__typename city',
    ]);
  });

  it('fits an entity by the type that was requested, and by its own where an interface was', () => {
    const shape = shapeOf(
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Person { __typename name } ... on Place { __typename city } } }',
    );
    const fit = (requested: unknown) => {
      const entity = { __typename: 'Place', name: 'n', city: 'c' };
      return [shape.fitEntity(entity, requested), Object.keys(entity).join(' ')];
    };
    expect(fit('Person')).toEqual([true, '__typename name']);
    expect(fit('Node')).toEqual([true, '__typename city']);
    expect(fit(null)).toEqual([true, '__typename name city']);
    expect(shape.fitEntity(null, 'Person')).toBe(true);
  });
});

import { describe, expect, it } from '@jest/globals';
import { isCompositeType, isObjectType, isOutputType } from 'graphql';
import { applies, haveOwnPatients } from '../../../directives/operation/runtime-types.ts';
import { unitGraph } from '../../support/unit-graph.ts';

const { schema, policy } = unitGraph(`
  type Query { record: Record thing: Thing }
  interface Record { id: ID! }
  interface Named { name: String }
  type Lab implements Record @key(fields: "id") @patient(id: "patient") { id: ID! patient: ID }
  type Note implements Record @key(fields: "id") @patient(id: "patient") { id: ID! patient: ID }
  type Staff implements Named { name: String }
  union Thing = Lab | Staff
`);

describe('a type condition (Lab and Note implement Record, Staff implements Named, Thing = Lab | Staff)', () => {
  it.each([
    ['Lab', 'Lab', true],
    ['Lab', 'Note', false],
    ['Record', 'Lab', true],
    ['Named', 'Lab', false],
    ['Thing', 'Lab', true],
    ['Thing', 'Note', false],
  ])('on %s applies to an object of type %s: %s', (on, of, expected) => {
    const [condition, type] = [schema.getType(on), schema.getType(of)];
    if (!isCompositeType(condition) || !isObjectType(type)) throw new TypeError('no such type');
    expect(applies(schema, condition, type)).toBe(expected);
  });
});

describe('the check that every object names its patient (Lab and Note, which implement Record, do; Thing = Lab | Staff)', () => {
  it.each([
    ['Lab', true],
    ['Record', true],
    ['Staff', false],
    ['Thing', false],
    ['ID', false],
  ])('returns for the type %s: %s', (name, expected) => {
    const type = schema.getType(name);
    if (!isOutputType(type)) throw new TypeError('no such type');
    expect(haveOwnPatients(schema, policy, type)).toBe(expected);
  });
});

import { describe, expect, it } from '@jest/globals';
import { buildSchema, isCompositeType, isObjectType } from 'graphql';
import { fieldOfKey, identityOf } from '../../../directives/operation/identity.ts';

const schema = buildSchema(
  'type Query { lab: Lab } interface Record { id: ID } type Lab implements Record { id: ID }',
);

/** Of a lab that stands where a type is declared. */
function identity(on: string, key: string | null, patient: readonly string[] | null) {
  const [declared, lab] = [schema.getType(on), schema.getType('Lab')];
  if (!isCompositeType(declared) || !isObjectType(lab)) throw new TypeError('no such type');
  return identityOf(
    {
      patients: new Map(patient ? [['Lab', patient]] : []),
      recordKeys: new Map(key === null ? [] : [['Lab', { fields: key, isHashed: false }]]),
    },
    declared,
    lab,
  );
}

describe('where an object holds which record it is', () => {
  it.each<[string, string | null, readonly string[][]]>([
    ['a type without a key', null, []],
    ['one field', 'id', [['id']]],
    ['several fields', 'id version', [['id'], ['version']]],
    [
      'fields of objects',
      'site { id area { code } } id',
      [['site', 'id'], ['site', 'area', 'code'], ['id']],
    ],
    ['fields of a type of the object', 'id ... on Lab { code }', [['id'], ['code']]],
    [
      'and not the name of its type',
      'id __typename site { __typename id }',
      [['id'], ['site', 'id']],
    ],
  ])('is %s', (_what, key, record) => {
    expect(identity('Lab', key, null)).toEqual({ patient: null, record });
  });
});

describe('the keys of what is fetched for it', () => {
  it('are the names of the fields where the type is known', () => {
    expect(identity('Lab', 'id', ['subject', 'id'])).toEqual({
      patient: ['subject', 'id'],
      record: [['id']],
    });
  });

  it('are keys of our own for each type that can stand there', () => {
    expect(identity('Record', 'id', ['subject', 'id'])).toEqual({
      patient: ['_phi_Lab_subject', 'id'],
      record: [['_phi_Lab_id']],
    });
  });

  it('tell the field that they stand for', () => {
    const lab = schema.getType('Lab');
    if (!isObjectType(lab)) throw new TypeError('no such type');
    expect(['id', '_phi_Lab_id', '_phi_Other_id'].map((key) => fieldOfKey(lab, key))).toEqual([
      'id',
      'id',
      '_phi_Other_id',
    ]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { buildSchema, isCompositeType, isObjectType } from 'graphql';
import { fieldOfKey, identityOf } from '../../../directives/operation/identity.ts';

const schema = buildSchema(
  'type Query { lab: Lab } interface Record { id: ID } type Lab implements Record { id: ID }',
);

/** The identity of a `Lab` in a field of the declared type. */
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

describe('the path from an object to the fields of its recorded key', () => {
  it.each<[string, string | null, readonly string[][]]>([
    ['empty for a type without a key', null, []],
    ['the one field of the key', 'id', [['id']]],
    ['each of several fields of the key', 'id version', [['id'], ['version']]],
    [
      'each nested field of the key',
      'site { id area { code } } id',
      [['site', 'id'], ['site', 'area', 'code'], ['id']],
    ],
    [
      'each field in a fragment on the type of the object',
      'id ... on Lab { code }',
      [['id'], ['code']],
    ],
    ['without __typename', 'id __typename site { __typename id }', [['id'], ['site', 'id']]],
  ])('is %s', (_what, key, record) => {
    expect(identity('Lab', key, null)).toEqual({ patient: null, record });
  });
});

describe('the response keys that the gateway uses to fetch record key and patient', () => {
  it('are the field names if the type of the object is known', () => {
    expect(identity('Lab', 'id', ['subject', 'id'])).toEqual({
      patient: ['subject', 'id'],
      record: [['id']],
    });
  });

  it("are aliases with the type's name (_phi_Lab_id) if the object is selected through an interface", () => {
    expect(identity('Record', 'id', ['subject', 'id'])).toEqual({
      patient: ['_phi_Lab_subject', 'id'],
      record: [['_phi_Lab_id']],
    });
  });

  it('are mapped back to field names, except for an alias with the name of another type', () => {
    const lab = schema.getType('Lab');
    if (!isObjectType(lab)) throw new TypeError('no such type');
    expect(['id', '_phi_Lab_id', '_phi_Other_id'].map((key) => fieldOfKey(lab, key))).toEqual([
      'id',
      'id',
      '_phi_Other_id',
    ]);
  });
});

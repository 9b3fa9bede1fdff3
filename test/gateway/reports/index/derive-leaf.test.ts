import { describe, expect, it } from '@jest/globals';
import { writeCanonical } from '../../../../gateway/audit/record/canonical-json.ts';
import { writeLeaves } from '../../../../gateway/audit/record/leaf.ts';
import { parseCanonical } from '../../../../gateway/audit/record/parse-canonical.ts';
import { leafHash } from '../../../../gateway/audit/tree/merkle-tree.ts';
import { deriveLeaf } from '../../../../gateway/reports/index/derive-leaf.ts';
import { effectsOf } from '../../../../gateway/reports/index/later-effects.ts';
import { accessRecord, ledgerOptions } from '../../audit/sample.ts';

const [GOOD = Buffer.alloc(0)] = writeLeaves(
  accessRecord(['p1'], { denied: [{ coordinate: 'Patient.ssn', reason: 'role', count: 1 }] }),
  {
    id: '019a0000-0000-7000-8000-000000000001',
    at: 1_764_000_000_000,
    source: ledgerOptions('').source,
  },
);

function derive(bytes: Buffer) {
  return deriveLeaf({ bytes, hash: leafHash(bytes), openings: null }, true);
}

function changed(change: object): Buffer {
  return Buffer.from(writeCanonical({ ...Object(parseCanonical(GOOD)), ...change }));
}

/** What changes a leaf into one of this access. */
function access(field: object, rule: object = {}) {
  return {
    accesses: [
      {
        type: 'A',
        fields: [{ name: 'b', view: 'full', categories: [], ...field }],
        rule: { relation: 'all', wouldDeny: [], ...rule },
        objects: [['p', null]],
      },
    ],
  };
}

describe('a leaf', () => {
  it('says what its parts say', () => {
    expect(derive(GOOD)).toMatchObject({
      isDamaged: false,
      events: [
        { part: 'access', patient: 'p1', actor: 'physician-7', records: 1, outcome: 'permit' },
        { part: 'denial', patient: null, records: 1 },
      ],
    });
  });

  it('says nothing where its bytes are not those that were hashed', () => {
    const bytes = changed({ kind: 'denial' });
    const derived = deriveLeaf({ bytes, hash: leafHash(GOOD), openings: null }, true);
    expect(derived).toEqual({ leaf: null, events: [], isDamaged: true });
  });

  // Whoever holds a key may have signed anything: the index must get over it.
  it.each<[string, object | Buffer]>([
    ['no JSON', Buffer.from('x')],
    ['no bytes', Buffer.alloc(0)],
    ['without a list', { accesses: null }],
    ['whose time is beyond the calendar', { at: 9e15 }],
    ['whose time is none', { at: 'now' }],
    ['whose kind is no word', { kind: 7 }],
    ['whose outcome is none', { outcome: null }],
    ['whose actor has a list for a name', { actor: { subject: ['a'], roles: [] } }],
    ['whose purpose is a number', { actor: { subject: 'a', roles: [], purpose: 5 } }],
    ['whose operation is a number', { operation: { name: 5 } }],
    ['whose grant is none', { breakGlass: { id: {}, until: 1 } }],
    ['whose grant has nothing', { breakGlass: {} }],
    ['whose grant never ends', { breakGlass: { id: 'g' } }],
    ['whose grant ends at no time', { breakGlass: { id: 'g', until: '2026' } }],
    ['whose grant ends beyond the calendar', { breakGlass: { id: 'g', until: 9e15 } }],
    ['whose roles are a word', { actor: { subject: 'a', roles: 'nurse' } }],
    ['whose roles are none', { actor: { subject: 'a', roles: [{}] } }],
    ['whose name is none', { actor: { subject: 'a', name: {}, roles: [] } }],
    ['that was denied a number', { denied: [{ coordinate: 5, reason: 'role', count: 1 }] }],
    ['whose arguments are numbers', { denied: [], patients: ['p2'], arguments: [5] }],
    ['whose views are none', access({ view: {} })],
    ['whose relations are none', access({}, { relation: ['all'] })],
    ['that counts in words', { denied: [{ coordinate: 'a', reason: 'role', count: 'many' }] }],
    ['that counts backwards', { denied: [{ coordinate: 'a', reason: 'role', count: -1 }] }],
    ['whose categories are none', access({ categories: [null] })],
    ['whose patients are numbers', { denied: [], patients: [7] }],
  ])('of the form of none says nothing: %s', (_what, change) => {
    const bytes = Buffer.isBuffer(change) ? change : changed(change);
    expect(derive(bytes)).toEqual({ leaf: null, events: [], isDamaged: true });
  });
});

describe('what a leaf says about others', () => {
  it.each<[string, Parameters<typeof effectsOf>[0], object]>([
    ['of what left', { kind: 'access', details: { first: 1, count: 1 } }, {}],
    [
      'unreleased',
      { kind: 'unreleased', details: { first: 1, count: 2 } },
      { unreleased: { first: 1, count: 2 } },
    ],
    ['unreleased nothing', { kind: 'unreleased', details: { first: '1', count: 2 } }, {}],
    [
      'erased, once each and only before itself',
      { kind: 'log.erase', details: { entries: '3:0 4:1 3:2 9:1' } },
      { erased: [3, 4] },
    ],
    ['a key that is none', { kind: 'log.key.enrolled', details: { key: 'a\u0000b' } }, {}],
  ])('is read: %s', (_what, leaf, effects) => {
    expect(effectsOf(leaf, 9)).toEqual({
      unreleased: null,
      erased: [],
      pruned: [],
      key: null,
      ...effects,
    });
  });
});

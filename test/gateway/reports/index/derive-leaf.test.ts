import { describe, expect, it } from '@jest/globals';
import { writeCanonical } from '../../../../gateway/audit/record/canonical/canonical-json.ts';
import { writeLeaves } from '../../../../gateway/audit/record/leaf.ts';
import { parseCanonical } from '../../../../gateway/audit/record/canonical/parse-canonical.ts';
import { leafHash } from '../../../../gateway/audit/tree/merkle-tree.ts';
import { deriveLeaf } from '../../../../gateway/reports/index/derive-leaf.ts';
import { effectsOf } from '../../../../gateway/reports/index/retroactive-effects.ts';
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

/** Changes that give a leaf this access. */
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

describe('a record that is read into the report index', () => {
  it('has an event for its access and one for its denial', () => {
    expect(derive(GOOD)).toMatchObject({
      isDamaged: false,
      events: [
        { part: 'access', patient: 'p1', actor: 'physician-7', records: 1, outcome: 'permit' },
        { part: 'denial', patient: null, records: 1 },
      ],
    });
  });

  it('is marked as damaged and has no event if its bytes do not match its hash', () => {
    const bytes = changed({ kind: 'denial' });
    const derived = deriveLeaf({ bytes, hash: leafHash(GOOD), openings: null }, true);
    expect(derived).toEqual({ leaf: null, events: [], isDamaged: true, erased: [] });
  });

  // A holder of a key may have signed anything, and the index has to survive it.
  it.each<[string, object | Buffer]>([
    ['that is not JSON', Buffer.from('x')],
    ['without bytes', Buffer.alloc(0)],
    ['without a list', { accesses: null }],
    ['whose time is beyond the calendar', { at: 9e15 }],
    ['whose time is a text', { at: 'now' }],
    ['whose kind is a number', { kind: 7 }],
    ['without an outcome', { outcome: null }],
    ['whose actor has a list for a subject', { actor: { subject: ['a'], roles: [] } }],
    ['whose purpose is a number', { actor: { subject: 'a', roles: [], purpose: 5 } }],
    ['whose operation is a number', { operation: { name: 5 } }],
    ['whose grant has an object as its id', { breakGlass: { id: {}, until: 1 } }],
    ['whose grant is empty', { breakGlass: {} }],
    ['whose grant has no end', { breakGlass: { id: 'g' } }],
    ['whose grant has a text as its end', { breakGlass: { id: 'g', until: '2026' } }],
    ['whose grant ends beyond the calendar', { breakGlass: { id: 'g', until: 9e15 } }],
    ['whose roles are a text', { actor: { subject: 'a', roles: 'nurse' } }],
    ['with an object as a role', { actor: { subject: 'a', roles: [{}] } }],
    ['whose actor has an object for a name', { actor: { subject: 'a', name: {}, roles: [] } }],
    [
      'with a number as a denied coordinate',
      { denied: [{ coordinate: 5, reason: 'role', count: 1 }] },
    ],
    ['whose arguments are numbers', { denied: [], patients: ['p2'], arguments: [5] }],
    ['with an object as a view', access({ view: {} })],
    ['with a list as a relation', access({}, { relation: ['all'] })],
    ['with a text as a count', { denied: [{ coordinate: 'a', reason: 'role', count: 'many' }] }],
    ['with a negative count', { denied: [{ coordinate: 'a', reason: 'role', count: -1 }] }],
    ['with null as a category', access({ categories: [null] })],
    ['whose patients are numbers', { denied: [], patients: [7] }],
  ])('is marked as damaged and has no event if it is a malformed record %s', (_what, change) => {
    const bytes = Buffer.isBuffer(change) ? change : changed(change);
    expect(derive(bytes)).toEqual({ leaf: null, events: [], isDamaged: true, erased: [] });
  });
});

describe('the effects of a record on other records', () => {
  it.each<[string, Parameters<typeof effectsOf>[0], object]>([
    ['none for an access', { kind: 'access', details: { first: 1, count: 1 } }, {}],
    [
      'a range of unreleased records for an "unreleased" record',
      { kind: 'unreleased', details: { first: 1, count: 2 } },
      { unreleased: { first: 1, count: 2 } },
    ],
    [
      'none for an "unreleased" record with a malformed range',
      { kind: 'unreleased', details: { first: '1', count: 2 } },
      {},
    ],
    [
      'the earlier records that an erasure lists, each once',
      { kind: 'log.erase', details: { entries: '3:0 4:1 3:2 9:1' } },
      { erased: [3, 4] },
    ],
  ])('are %s', (_what, leaf, effects) => {
    expect(effectsOf(leaf, 9)).toEqual({
      unreleased: null,
      erased: [],
      pruned: [],
      ...effects,
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import { writeCanonical } from '../../../../gateway/audit/record/canonical/canonical-json.ts';
import { controlRecord } from '../../../../gateway/audit/record/control/control-record.ts';
import { epochRecord } from '../../../../gateway/audit/record/control/epoch.ts';
import {
  MAX_LEAF_BYTES,
  writeLeaves,
  writeLeavesOf,
  type LeafContext,
} from '../../../../gateway/audit/record/leaf.ts';
import { createLeafIds } from '../../../../gateway/audit/record/leaf-ids.ts';
import { isCommitted, parseLeaf } from '../../../../gateway/audit/record/parse-leaf.ts';
import type { AuditRecord } from '../../../../gateway/audit/record/record.ts';
import { writeRecord } from '../../../../gateway/audit/record/record-text.ts';
import { accessRecord, breakGlassRecord, ledgerOptions } from '../sample.ts';
import { compileSchema, LEAF_SCHEMA } from './leaf-schema.ts';

const { source } = ledgerOptions('');
const context: LeafContext = { id: createLeafIds(null).next(1_764_000_000_000), at: 1, source };

const isLeaf = compileSchema(LEAF_SCHEMA);

function write(record: AuditRecord) {
  const text = writeRecord(record);
  const written = writeLeaves(record, context);
  expect(text === null ? [] : writeLeavesOf(text, context)).toEqual(written);
  return written.map((bytes) => {
    expect(bytes.toString()).toBe(writeCanonical(JSON.parse(bytes.toString())));
    const leaf = parseLeaf(bytes);
    if (leaf === null || isCommitted(leaf)) throw new Error('A written leaf does not read back.');
    expect(bytes.length).toBeLessThanOrEqual(MAX_LEAF_BYTES);
    isLeaf(leaf);
    expect(isLeaf.errors ?? []).toEqual([]);
    return leaf;
  });
}

const patients = (count: number) => Array.from({ length: count }, (_, index) => `patient-${index}`);

describe("a leaf of the ledger's Merkle tree", () => {
  it('holds the record, its source and its time, and is valid against its JSON Schema', () => {
    const record = accessRecord(patients(3));
    const expected = { _t: 'phi-gateway/record/v1', ...context, part: 1, parts: 1, ...record };
    expect(write(record)).toEqual([expected]);
  });

  it.each([
    controlRecord('log.start', 1, { headSize: 0, headRoot: null }),
    controlRecord('log.heartbeat', 1, null),
    epochRecord(
      { restored: { origin: 'phi', size: 5, root: 'd'.repeat(64) }, known: null },
      'c'.repeat(64),
      1,
    ),
    accessRecord([], { kind: 'review', accesses: [], details: { case: '7-0', covers: 9 } }),
    accessRecord([], {
      kind: 'denial',
      outcome: 'deny',
      accesses: [],
      denied: [{ coordinate: 'Patient.ssn', reason: 'role', count: 2 }],
    }),
    accessRecord([], {
      kind: 'intent',
      action: 'U',
      outcome: 'pending',
      accesses: [],
      arguments: ['Mutation.correctAddress(patient:)'],
      patients: ['patient-1'],
    }),
    breakGlassRecord({ commitment: 'c'.repeat(64) }, 'patient-1'),
    accessRecord(['patient-1'], { breakGlass: { id: 'grant-1', until: 2 } }),
  ])('with a record of kind $kind is valid against its JSON Schema', (record) => {
    expect(write(record)).toHaveLength(1);
  });

  it('with SMART scopes, proxies and a client certificate is valid against its JSON Schema', () => {
    const { actor, client } = accessRecord([]);
    const record = accessRecord(['patient-1'], {
      actor: actor && { ...actor, scopes: ['patient/Observation.rs'] },
      client: client && { ...client, proxies: ['192.0.2.1'], certificate: 'A'.repeat(43) },
    });
    expect(write(record)).toHaveLength(1);
  });

  it('is invalid against its JSON Schema if it has an unknown member, a fractional time or an unknown kind', () => {
    const [leaf] = write(accessRecord(['patient-1']));
    expect(isLeaf({ ...leaf, value: 'secret' })).toBe(false);
    expect(isLeaf({ ...leaf, at: 1.5 })).toBe(false);
    expect(isLeaf({ ...leaf, kind: 'other' })).toBe(false);
  });
});

describe('a record above 64 KiB', () => {
  it('is split into parts that repeat actor and operation and together hold every object once', () => {
    const first = accessRecord(patients(6000));
    const record = accessRecord([], {
      accesses: [
        ...first.accesses,
        { ...entryOf(first), type: 'Person', objects: [[null, 'person-1']] },
      ],
      denied: [{ coordinate: 'Patient.note', reason: 'reach', count: 7 }],
      arguments: ['Query.patient(id:)'],
      patients: patients(2000),
    });
    const leaves = write(record);
    expect(leaves.length).toBeGreaterThan(2);
    for (const [index, leaf] of leaves.entries()) {
      expect(leaf).toMatchObject({ ...context, part: index + 1, parts: leaves.length });
      expect(leaf.actor).toEqual(record.actor);
      expect(leaf.operation).toEqual(record.operation);
    }
    expect(objects(leaves)).toEqual(objects([record]));
    expect(leaves.flatMap((leaf) => leaf.denied)).toEqual(record.denied);
    expect(leaves.flatMap((leaf) => leaf.arguments)).toEqual(record.arguments);
    expect(leaves.flatMap((leaf) => leaf.patients)).toEqual(record.patients);
  });

  it('throws a RangeError if one patient id or its reason alone is too long for a leaf', () => {
    expect(() => write(accessRecord(['p'.repeat(MAX_LEAF_BYTES)]))).toThrow(RangeError);
    const reason = 'r'.repeat(MAX_LEAF_BYTES);
    expect(() => write(accessRecord([], { reason }))).toThrow(RangeError);
  });
});

describe('a record with a value that canonical JSON does not allow', () => {
  it.each([
    ['an id with a lone surrogate', accessRecord(['\ud800'])],
    ['a time that is not an integer', accessRecord([], { received: 1.5 })],
    ['a detail that is NaN', accessRecord([], { details: { count: Number.NaN } })],
  ])('throws a TypeError when its leaf is written, and has no text: %s', (_, record) => {
    expect(() => writeLeaves(record, context)).toThrow(TypeError);
    expect(writeRecord(record)).toBeNull();
  });
});

describe('the ids of ledger records', () => {
  it('ascend within a millisecond, when the clock steps back, and after a restart', () => {
    const ids = createLeafIds(null);
    const written = [1000, 1000, 2000, 1500, 1500, 2001].map((at) => ids.next(at));
    const resumed = createLeafIds(written.at(-1) ?? '').next(10);
    expect([...written, resumed]).toEqual([...written, resumed].toSorted());
    expect(new Set(written).size).toBe(written.length);
  });
});

function entryOf(record: AuditRecord) {
  const [entry] = record.accesses;
  if (entry === undefined) throw new Error('The sample has no entry.');
  return entry;
}

function objects(records: readonly AuditRecord[]) {
  return records.flatMap(({ accesses }) =>
    accesses.flatMap((entry) => entry.objects.map((object) => [entry.type, entry.fields, object])),
  );
}

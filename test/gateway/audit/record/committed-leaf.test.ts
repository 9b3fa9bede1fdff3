import { describe, expect, it } from '@jest/globals';
import { hash, randomBytes } from 'node:crypto';
import { commitRecord } from '../../../../gateway/audit/record/commit-record.ts';
import {
  clearOpenings,
  packOpening,
  unpackOpenings,
} from '../../../../gateway/audit/record/identity-openings.ts';
import {
  MAX_LEAF_BYTES,
  writeCommittedLeaves,
  type LeafContext,
} from '../../../../gateway/audit/record/leaf.ts';
import { createLeafIds } from '../../../../gateway/audit/record/leaf-ids.ts';
import { openingStates, openLeaf } from '../../../../gateway/audit/record/open-leaf.ts';
import {
  isCommitted,
  parseLeaf,
  type PlainLeaf,
} from '../../../../gateway/audit/record/parse-leaf.ts';
import type { AuditRecord } from '../../../../gateway/audit/record/record.ts';
import { accessRecord, breakGlassRecord, ledgerOptions } from '../sample.ts';
import { compileSchema, LEAF_SCHEMA } from './leaf-schema.ts';

const { source } = ledgerOptions('');
const context: LeafContext = { id: createLeafIds(null).next(1_764_000_000_000), at: 1, source };

const isLeaf = compileSchema(LEAF_SCHEMA);

const ids = (count: number) => Array.from({ length: count }, (_, index) => `patient-${index}`);

const everywhere = accessRecord(['patient-1', 'patient-2'], {
  patients: ['patient-1', 'patient-3'],
  arguments: ['Query.patient(id:)'],
  denied: [{ coordinate: 'Patient.note', reason: 'reach', count: 1 }],
});

function write(record: AuditRecord) {
  return writeCommittedLeaves(commitRecord(record, randomBytes), context).map(
    ({ bytes, openings }) => {
      const leaf = parseLeaf(bytes);
      if (leaf === null || !isCommitted(leaf)) throw new Error('It does not read back.');
      expect(bytes.length).toBeLessThanOrEqual(MAX_LEAF_BYTES);
      isLeaf(leaf);
      expect(isLeaf.errors ?? []).toEqual([]);
      return { bytes, leaf, openings };
    },
  );
}

function open(...parts: Parameters<typeof openLeaf>): PlainLeaf {
  const opened = openLeaf(...parts);
  if (opened === null) throw new Error('It is not of our form.');
  return opened;
}

function only<Item>(items: readonly Item[]): Item {
  const [item, ...others] = items;
  if (item === undefined || others.length > 0) throw new Error('Not one.');
  return item;
}

const idsOf = ({ accesses, patients }: AuditRecord) =>
  [...accesses.flatMap(({ objects }) => objects.flat()), ...patients].filter((id) => id !== null);

const contentOf = ({ accesses, patients }: Pick<AuditRecord, 'accesses' | 'patients'>) => ({
  accesses,
  patients,
});

describe('a record that stores patient ids as commitments', () => {
  it.each([
    ['objects and named patients', everywhere],
    ['the start of break-glass', breakGlassRecord({ commitment: 'c'.repeat(64) }, 'patient-1')],
    ['objects without ids', accessRecord([], { accesses: entriesOf([[null, null]]) })],
    ['ids that JSON escapes', accessRecord(['"\\\u{1f600}', '__proto__'])],
  ])(
    'holds no id, is valid against its JSON Schema and can be opened to the original ids: %s',
    (_, record) => {
      const { bytes, leaf, openings } = only(write(record));
      const text = bytes.toString();
      for (const id of idsOf(record)) {
        expect(text).not.toContain(id);
        expect(text).not.toContain(JSON.stringify(id).slice(1, -1));
      }
      expect(contentOf(open(leaf, openings))).toEqual(contentOf(record));
      expect(new Set(openingStates(leaf, openings))).toEqual(new Set(['fits']));
    },
  );

  it('has other commitments than another record about the same patients', () => {
    const commitments = [everywhere, everywhere, everywhere].flatMap((record) =>
      write(record).flatMap(({ leaf }) => [
        ...leaf.accesses.flatMap(({ objectCommitments }) => objectCommitments),
        ...leaf.patientCommitments,
      ]),
    );
    expect(commitments).toHaveLength(12);
    expect(new Set(commitments).size).toBe(12);
  });

  it('commits to an id as its JSON Schema describes, so that third parties can check it', () => {
    const { leaf, openings } = only(write(accessRecord(['patient-1'])));
    const [opening] = unpackOpenings(openings ?? Buffer.alloc(0)) ?? [];
    if (typeof opening !== 'object') throw new Error('There is no opening.');
    const text = Buffer.from('["patient-1","patient-1"]');
    const domain = Buffer.from('phi-gateway/identity/v1\n');
    expect(opening.salt).toHaveLength(16);
    expect(leaf.accesses[0]?.objectCommitments).toEqual([
      hash('sha256', Buffer.concat([domain, opening.salt, text]), 'base64url'),
    ]);
  });

  it('fits into one leaf if it names 1,000 patients', () => {
    expect(write(accessRecord(ids(1000)))).toHaveLength(1);
  });

  it('is split if it exceeds 64 KiB, and each part can be opened by itself', () => {
    const record = accessRecord([], {
      accesses: [...entriesOf(ids(4000).map((id) => [id, id])), ...entriesOf([[null, 'person-1']])],
      patients: ids(2000),
    });
    const parts = write(record);
    expect(parts.length).toBeGreaterThan(2);
    const opened = parts.map(({ leaf, openings }) => open(leaf, openings));
    expect(objectsOf(opened)).toEqual(objectsOf([record]));
    expect(opened.flatMap(({ patients }) => patients)).toEqual(record.patients);
  });

  it('has no ids and salts stored beside it if it names no object and no patient', () => {
    expect(only(write(accessRecord([], { accesses: [] }))).openings).toBe(null);
  });
});

describe("the stored ids behind a record's commitments", () => {
  const { leaf, openings } = only(write(everywhere));
  const packed = openings ?? Buffer.alloc(0);

  it('can be erased one by one: erased patients are shown as (erased), and the other ids still match', () => {
    const rest = clearOpenings(packed, new Set([1, 2]));
    expect(rest.includes('patient-2')).toBe(false);
    expect(openingStates(leaf, rest)).toEqual(['fits', 'erased', 'erased', 'fits']);
    expect(contentOf(open(leaf, rest))).toMatchObject({
      accesses: [
        {
          objects: [
            ['patient-1', 'patient-1'],
            ['(erased)', null],
          ],
        },
      ],
      patients: ['(erased)', 'patient-3'],
    });
  });

  it('are reported as changed or missing if they were exchanged, cut off or damaged', () => {
    const [first, ...others] = unpackOpenings(packed) ?? [];
    if (typeof first !== 'object') throw new Error('There is no opening.');
    const other = packOpening(first.salt, Buffer.from('["patient-9","patient-1"]'));
    const rest = packed.subarray(other.length);
    expect(others).toHaveLength(3);
    expect(openingStates(leaf, Buffer.concat([other, rest]))[0]).toBe('changed');
    expect(open(leaf, Buffer.concat([other, rest])).accesses[0]?.objects[0]).toEqual([
      '(changed)',
      null,
    ]);
    expect(openingStates(leaf, rest)).toEqual(['changed', 'changed', 'changed', 'missing']);
    expect(openingStates(leaf, packed.subarray(1))).toEqual(Array(4).fill('missing'));
    expect(openingStates(leaf, null)).toEqual(Array(4).fill('missing'));
    const noPair = packOpening(first.salt, Buffer.from('["patient-1"]'));
    expect(openingStates(leaf, noPair)[0]).toBe('changed');
  });

  it('cannot be written if an id has 40,000 characters (RangeError) or a lone surrogate (TypeError)', () => {
    expect(() => write(accessRecord(['p'.repeat(40_000)]))).toThrow(RangeError);
    expect(() => write(accessRecord(['\ud800']))).toThrow(TypeError);
  });
});

function entriesOf(objects: AuditRecord['accesses'][number]['objects']) {
  return accessRecord([]).accesses.map((entry) => ({ ...entry, objects }));
}

function objectsOf(records: readonly Pick<AuditRecord, 'accesses'>[]) {
  return records.flatMap(({ accesses }) => accesses.flatMap((entry) => entry.objects));
}

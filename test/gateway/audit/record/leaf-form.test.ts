import { describe, expect, it } from '@jest/globals';
import { assert, constantFrom, jsonValue, property } from 'fast-check';
import { randomBytes } from 'node:crypto';
import { commitRecord } from '../../../../gateway/audit/record/commit-record.ts';
import {
  writeCommittedLeaves,
  writeLeaves,
  type LeafContext,
} from '../../../../gateway/audit/record/leaf.ts';
import { isOfLeafForm } from '../../../../gateway/audit/record/leaf-form.ts';
import { createLeafIds } from '../../../../gateway/audit/record/leaf-ids.ts';
import { pathsIn, placesFor, withChange } from '../../../support/changed-json.ts';
import { accessRecord, ledgerOptions } from '../sample.ts';
import { compileSchema, LEAF_SCHEMA } from './leaf-schema.ts';

const { source } = ledgerOptions('');
const context: LeafContext = { id: createLeafIds(null).next(1_764_000_000_000), at: 1, source };

const fitsSchema = compileSchema(opened(LEAF_SCHEMA) as object);

/**
 * The same schema for what a later version may write: with members and words that this one doesn't know. The
 * actions are FHIR's, and no others will come.
 */
function opened(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(opened);
  if (typeof part !== 'object' || part === null) return part;
  const { enum: words, additionalProperties: further, ...rest } = part as Record<string, unknown>;
  if (String(words) === 'C,R,U,D,E') return part;
  return {
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, opened(value)])),
    ...(words !== undefined && { type: 'string' }),
    ...(further !== undefined && further !== false && { additionalProperties: further }),
  };
}

const { actor, client } = accessRecord([]);

/** A leaf with something in each of its lists and with each optional member. */
const FULL = accessRecord(['patient-1', 'patient-2'], {
  actor: actor && { ...actor, scopes: ['patient/Observation.rs'] },
  client: client && { ...client, proxies: ['192.0.2.1'], certificate: 'A'.repeat(43) },
  patients: ['patient-1', 'patient-3'],
  arguments: ['Query.patient(id:)'],
  denied: [{ coordinate: 'Patient.note', reason: 'reach', count: 1 }],
  breakGlass: { id: 'grant-1', until: 2 },
  details: { reports: 'events', count: 3, root: null },
});

const WRITTEN = [
  ...writeLeaves(FULL, context),
  ...writeCommittedLeaves(commitRecord(FULL, randomBytes), context).map(({ bytes }) => bytes),
].map((bytes) => bytes.toString());

const FORMS = WRITTEN.map((json, place) => [['ids', 'commitments'][place], json] as const);

/** Members that a leaf, or a part of one, may be given. */
const FURTHER = ['__proto__', 'value', 'objects', 'objectCommitments', 'patients'];

const ODD: readonly unknown[] = [
  undefined,
  null,
  true,
  '',
  'role',
  'query',
  -1,
  0,
  0.5,
  1e300,
  2 ** 53,
  8.64e15,
  8.64e15 + 1,
  [],
  {},
  [null],
  [1],
  ['full'],
  [null, null],
  [null, null, null],
  { name: 'ssn' },
  { __proto__: null, constructor: 'x' },
  'A'.repeat(43),
  '00000000-0000-7000-8000-000000000000',
];

describe('the format check of a ledger record', () => {
  it.each(FORMS)('accepts a record that the ledger writes with %s', (_what, json) => {
    expect(isOfLeafForm(JSON.parse(json) as object)).toBe(true);
  });

  it.each(FORMS)(
    'agrees with its JSON Schema, opened to new members and enum values, after any member of a record with %s was set to any of 24 values',
    (_what, json) => {
      for (const path of pathsIn(JSON.parse(json)).slice(1)) {
        for (const odd of ODD) {
          const changed = withChange(json, path, odd);
          const said = [path.join('.'), odd, isOfLeafForm(changed)];
          expect(said).toEqual([path.join('.'), odd, fitsSchema(changed)]);
        }
      }
    },
  );

  it('agrees with its JSON Schema, opened to new members and enum values, on 5,000 records in which a random value was replaced or added', () => {
    const places = WRITTEN.flatMap((json) =>
      [...pathsIn(JSON.parse(json)).slice(1), ...placesFor(json, FURTHER)].map((path) => ({
        json,
        path,
      })),
    );
    assert(
      property(constantFrom(...places), jsonValue(), ({ json, path }, value) => {
        const changed = withChange(json, path, value);
        expect(isOfLeafForm(changed)).toBe(fitsSchema(changed));
      }),
      { numRuns: 5000 },
    );
  });

  it('refuses a record with both ids and commitments, as its JSON Schema does', () => {
    const [plain, committed] = WRITTEN.map((json) => JSON.parse(json) as { accesses: unknown[] });
    const mixed = { ...plain, accesses: [...(committed?.accesses ?? [])] };
    expect(isOfLeafForm(mixed)).toBe(false);
    expect(fitsSchema(mixed)).toBe(false);
  });
});

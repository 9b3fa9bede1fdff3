import { describe, expect, it } from '@jest/globals';
import { writeCanonical } from '../../../../gateway/audit/record/canonical/canonical-json.ts';
import { writeLeaves } from '../../../../gateway/audit/record/leaf.ts';
import { outlineLeaf } from '../../../../gateway/audit/record/outline-leaf.ts';
import { parseLeaf } from '../../../../gateway/audit/record/parse-leaf.ts';
import { accessRecord, ledgerOptions } from '../sample.ts';

const { source } = ledgerOptions('');
const [bytes = Buffer.alloc(0)] = writeLeaves(accessRecord(['patient-1', 'Zoë "Q"']), {
  id: '019a0000-0000-7000-8000-000000000001',
  at: 1_764_000_000_123,
  source,
});
const leaf = parseLeaf(bytes);

/** The leaf with other members; undefined leaves one out. */
const changed = (members: object) =>
  Buffer.from(writeCanonical(JSON.parse(JSON.stringify({ ...leaf, ...members }))));

describe('the outline that is read from a record without parsing it', () => {
  it('has the id, part, time and kind of the parsed record, and isCommitted: false for plain ids', () => {
    const { id, part, at, kind } = leaf ?? {};
    expect(outlineLeaf(bytes)).toEqual({ id, part, at, kind, isCommitted: false });
  });

  it('has isCommitted: true if the record stores patient ids as commitments', () => {
    expect(outlineLeaf(changed({ patientCommitments: [] }))).toMatchObject({ isCommitted: true });
  });

  it.each([
    ['of another format', changed({ _t: 'phi-gateway/record/v2' })],
    ['without a format', changed({ _t: undefined })],
    ['without an id', changed({ id: undefined })],
    ['whose part is a text', changed({ part: '1' })],
    ['without a time', changed({ at: null })],
    ['whose kind is a list', changed({ kind: ['access'] })],
    ['followed by a space', Buffer.concat([bytes, Buffer.from(' ')])],
    ['that is cut off', bytes.subarray(0, -1)],
    ['with bytes that are not UTF-8', Buffer.from(bytes).fill(0xff, 60, 61)],
    ['that is a list', Buffer.from('[1]')],
    ['without content', Buffer.alloc(0)],
  ])('is null for a record %s', (_, other) => {
    expect(outlineLeaf(other)).toBeNull();
  });
});

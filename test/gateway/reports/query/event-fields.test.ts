import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { buildSchema, isObjectType } from 'graphql';
import { packageFile } from '../../../../schema/package-file.ts';
import { writeLeaves } from '../../../../gateway/audit/record/leaf.ts';
import { leafParts } from '../../../../gateway/audit/record/leaf-parts.ts';
import { reportRow } from '../../../../gateway/reports/query/report-row.ts';
import { leafHash } from '../../../../gateway/audit/tree/merkle-tree.ts';
import { deriveLeaf } from '../../../../gateway/reports/index/derive-leaf.ts';
import { eventFields } from '../../../../gateway/reports/query/event-fields.ts';
import { accessRecord, ledgerOptions } from '../../audit/sample.ts';

it('an event has exactly the fields that the type Event of the report API has', () => {
  const context = {
    id: '019a0000-0000-7000-8000-000000000001',
    at: 1,
    source: ledgerOptions('').source,
  };
  const [bytes = Buffer.alloc(0)] = writeLeaves(accessRecord(['p1']), context);
  const { leaf } = deriveLeaf({ bytes, hash: leafHash(bytes), openings: null }, true);
  const [part] = leaf === null ? [] : leafParts(leaf);
  if (leaf === null || part === undefined) throw new TypeError('the sample has no event');
  const row = reportRow(leaf, { index: 0, isReleased: true, reason: null }, part);
  const schema = buildSchema(
    readFileSync(packageFile('gateway/reports/api/admin.graphql'), 'utf8'),
  );
  const type = schema.getType('Event');
  const declared = isObjectType(type) ? Object.keys(type.getFields()) : [];
  expect(Object.keys(eventFields({ place: 0, row })).toSorted()).toEqual(declared.toSorted());
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Ledger } from '../../../../gateway/audit/append/ledger.ts';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { isOfLeafForm } from '../../../../gateway/audit/record/leaf-form.ts';
import { openLeaf } from '../../../../gateway/audit/record/open-leaf.ts';
import { parseLeaf, type PlainLeaf } from '../../../../gateway/audit/record/parse-leaf.ts';
import type { AuditRecord } from '../../../../gateway/audit/record/record.ts';
import type { LedgerReader } from '../../../../gateway/audit/store/ledger-reader.ts';
import { openReader } from '../../../../gateway/audit/store/open-reader.ts';
import { unpackLeaves } from '../../../../gateway/audit/tree/batch.ts';
import { isRecordable } from '../../../../gateway/platform/recorded-text.ts';
import { casesAtDepth } from '../../../support/depth.ts';
import { randomLeaf } from '../../../support/fhir/random-leaf.ts';
import { joinParts, recordOf } from '../../../support/join-parts.ts';
import { createDirectory, ledgerOptions } from '../sample.ts';

const record = randomLeaf
  .filter((leaf) => isOfLeafForm(leaf) && textsOf(leaf).every(isRecordable))
  .map(recordOf);

/** Each text of a value, and each name of a member. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [name, ...textsOf(member)]);
}

/** Records of which every second entry has the same list of fields, as those of one document. The first may exceed a leaf. */
const records = fc
  .tuple(record, fc.constantFrom(1, 3_000), fc.array(record, { minLength: 2, maxLength: 5 }))
  .map(([first, objects, others]) => {
    const all = [withObjects(first, objects), ...others];
    const shared = all.flatMap(({ accesses }) => accesses)[0]?.fields;
    return all.map((each): AuditRecord => ({
      ...each,
      accesses: each.accesses.map((entry, place) =>
        place % 2 === 0 && shared ? { ...entry, fields: shared } : entry,
      ),
    }));
  });

/** The record with only its first entry, of so many objects. */
function withObjects(from: AuditRecord, count: number): AuditRecord {
  const objects = Array.from(
    { length: count },
    (_, place) => [`patient-${place}`, `${place}`] as const,
  );
  return { ...from, accesses: from.accesses.slice(0, 1).map((entry) => ({ ...entry, objects })) };
}

describe.each(['plain', 'committed'] as const)('a ledger whose ids are %s', (identity) => {
  const directory = createDirectory();
  let ledger: Ledger;
  let reader: LedgerReader;
  beforeAll(async () => {
    const options = ledgerOptions(directory.path, { identity, heartbeatMs: 3_600_000 });
    ledger = await openLedger(options);
    reader = await openReader(options.location);
  });
  afterAll(async () => {
    await reader.close();
    await ledger.close();
    directory.remove();
  });

  it('holds each record as it was appended, alone or in a batch with others that share its fields', async () => {
    await fc.assert(
      fc.asyncProperty(records, async (appended) => {
        const start = ledger.head().size;
        const places = await Promise.all(appended.map((each) => ledger.append(each)));
        for (const each of appended) places.push(await ledger.append(each));
        const leaves = await readFrom(reader, start);
        expect(
          places.map(({ first, count }) =>
            joinParts(leaves.slice(first - start, first - start + count)),
          ),
        ).toEqual([...appended, ...appended].map((each) => [each]));
      }),
      casesAtDepth(10, 500),
    );
  });
});

/** The leaves from this index on, with ids in place of commitments. */
async function readFrom(reader: LedgerReader, start: number): Promise<readonly PlainLeaf[]> {
  const rows = await reader.identities(start, await reader.size());
  const openings = new Map(rows.map(({ leaf, openings: packed }) => [leaf, packed]));
  const opened: PlainLeaf[] = [];
  for await (const { batch } of reader.batches(start))
    for (const bytes of (batch && unpackLeaves(batch.leaves)) ?? []) {
      const leaf = parseLeaf(bytes);
      const plain = leaf && openLeaf(leaf, openings.get(start + opened.length) ?? null);
      if (plain === null) throw new Error('a leaf cannot be read');
      opened.push(plain);
    }
  return opened;
}

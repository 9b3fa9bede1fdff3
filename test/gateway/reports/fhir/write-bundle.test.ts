import { describe, expect, it } from '@jest/globals';
import {
  writeBundle,
  writeNdjson,
  type ExportedLeaf,
} from '../../../../gateway/reports/fhir/write-bundle.ts';
import { findR4Faults } from '../../../support/fhir/is-r4.ts';
import { plainLeaf } from '../../../support/fhir/plain-leaf.ts';
import { accessRecord } from '../../audit/sample.ts';

const facts = { origin: 'o', isReleased: true, reason: null, patientSystem: null };
const scope = { patient: null, at: 1_764_000_000_000 };

interface Bundle {
  readonly resourceType: string;
  readonly entry?: readonly {
    readonly fullUrl: string;
    readonly resource: { readonly id: string };
  }[];
}

async function* leaves(...patients: readonly (readonly string[])[]): AsyncGenerator<ExportedLeaf> {
  for (const [index, names] of patients.entries()) {
    yield { leaf: plainLeaf(accessRecord(names)), facts: { ...facts, index } };
    await Promise.resolve();
  }
}

async function read(texts: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of texts) text += piece;
  return text;
}

describe('a bundle of events', () => {
  it('is one collection that FHIR takes, in the order of the ledger', async () => {
    const text = await read(writeBundle(leaves(['p1', 'p2'], ['p3']), scope));
    const bundle = JSON.parse(text) as Bundle;
    expect(findR4Faults(bundle)).toEqual([]);
    expect(bundle).toMatchObject({ type: 'collection', timestamp: '2025-11-24T16:00:00.000Z' });
    expect(bundle.entry).toHaveLength(3);
    for (const { fullUrl, resource } of bundle.entry ?? [])
      expect(fullUrl).toBe(`urn:uuid:${resource.id}`);
  });

  it('without an event has no list of them: FHIR knows no empty lists', async () => {
    const bundle = JSON.parse(await read(writeBundle(leaves(), scope))) as Bundle;
    expect(findR4Faults(bundle)).toEqual([]);
    expect(bundle.entry).toBeUndefined();
  });

  it('is written as its leaves are read, and none of it is kept', async () => {
    let readSoFar = 0;
    async function* counted() {
      for await (const item of leaves(['p1'], ['p2'], ['p3'])) {
        readSoFar += 1;
        yield item;
      }
    }
    const seen: number[] = [];
    for await (const _ of writeBundle(counted(), scope)) seen.push(readSoFar);
    expect(seen).toEqual([0, 1, 2, 3, 3]);
  });

  it('holds one patient only where one is asked for', async () => {
    const text = await read(writeBundle(leaves(['p1', 'p2'], ['p3']), { ...scope, patient: 'p2' }));
    expect((JSON.parse(text) as Bundle).entry).toHaveLength(1);
    expect(text).not.toMatch(/p1|p3/u);
  });

  it('holds the same events one a line as NDJSON', async () => {
    const lines = (await read(writeNdjson(leaves(['p1', 'p2'], ['p3']), scope))).split('\n');
    const bundle = JSON.parse(
      await read(writeBundle(leaves(['p1', 'p2'], ['p3']), scope)),
    ) as Bundle;
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      bundle.entry?.map(({ resource }) => resource),
    );
  });
});

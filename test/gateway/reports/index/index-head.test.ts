import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rotateKey } from '../../../../gateway/audit/maintain/rotate-key.ts';
import { openReader } from '../../../../gateway/audit/store/open-reader.ts';
import { packLeaves, unpackLeaves } from '../../../../gateway/audit/tree/batch.ts';
import {
  appendLeaves,
  EMPTY_TREE,
  leafHash,
  splitHashes,
} from '../../../../gateway/audit/tree/merkle-tree.ts';
import { createSigner, readNote, signNote } from '../../../../gateway/audit/tree/signed-note.ts';
import { fillIndex } from '../../../../gateway/reports/index/fill-index.ts';
import { readIndexHead, type IndexHead } from '../../../../gateway/reports/index/index-head.ts';
import { rebuildIndex } from '../../../../gateway/reports/index/rebuild-index.ts';
import { forgeBatch } from '../../../support/forge-batch.ts';
import { accessRecord, createDirectory } from '../../audit/sample.ts';
import { placeInFile, type Place } from '../../audit/stores.ts';
import { append, clockAt, START, STEP, tamper, withIndex } from './places.ts';

const UNSIGNED = /is not signed with a key of this ledger/;

describe('the checkpoint that proves the rows of a report index', () => {
  const directory = createDirectory();
  const path = join(directory.path, 'audit.db');
  const where = { kind: 'sqlite', path: join(directory.path, 'audit.index') } as const;
  const place: Place = placeInFile(path);
  const keys: string[] = [];
  let firstKey: KeyObject;

  async function head(publicKey: string | null): Promise<IndexHead | null> {
    const reader = await openReader(place.location);
    try {
      return await withIndex(where, (index) => readIndexHead(index, reader, { publicKey }));
    } finally {
      await reader.close();
    }
  }
  async function reindex(): Promise<void> {
    const reader = await openReader(place.location);
    await rebuildIndex(where, reader, { onProgress: () => undefined });
    await reader.close();
  }

  beforeAll(async () => {
    keys.push(await append(place, directory.path, [accessRecord(['p1'])]));
    firstKey = createPrivateKey(readFileSync(`${path}.key`));
    for (const round of [1, 2]) {
      const { enrolled } = await rotateKey({
        location: place.location,
        keyPath: `${path}.key`,
        guardPath: `${path}.guard`,
        version: '0.1.0',
        at: START + 2 * round * STEP,
      });
      keys.push(enrolled);
      const clock = clockAt(START + (2 * round + 1) * STEP);
      await append(place, directory.path, [accessRecord([`p${round + 1}`])], { now: clock });
    }
    await reindex();
  });
  afterAll(() => {
    directory.remove();
  });

  it('is null if the index is empty', async () => {
    const reader = await openReader(place.location);
    const empty = { kind: 'sqlite', path: join(directory.path, 'empty.index') } as const;
    expect(
      await withIndex(empty, (index) => readIndexHead(index, reader, { publicKey: null })),
    ).toBeNull();
    await reader.close();
  });

  it('is verified with the first, a later or the current key of the ledger if it is pinned, and otherwise with the key beside the ledger', async () => {
    const [first = '', second = '', third = ''] = keys;
    expect((await head(first))?.key).toEqual({ vkey: third, source: 'pinned' });
    expect((await head(second))?.key).toEqual({ vkey: third, source: 'pinned' });
    expect((await head(third))?.key).toEqual({ vkey: third, source: 'pinned' });
    expect((await head(null))?.key).toEqual({ vkey: third, source: 'beside the ledger' });
  });

  it('is refused if the pinned key is unknown to the ledger, or is malformed', async () => {
    const stranger = createSigner('gateway.test/ledger', generateKeyPairSync('ed25519').privateKey);
    await expect(head(stranger.verifier.vkey)).rejects.toThrow(UNSIGNED);
    await expect(head('nonsense')).rejects.toThrow(/not of the form/);
  });

  it('is refused if a key in an enrollment record of the ledger is replaced, with or without the hash of the record', async () => {
    const [first = '', second = '', third = ''] = keys;
    const restore = await place.save();
    const stranger = createSigner('gateway.test/ledger', generateKeyPairSync('ed25519').privateKey);
    const batches = await place.batches();
    for (const lost of [second, third]) {
      const enrolling = batches.find(
        ({ leaves }) => leaves.includes(`enrolled`) && leaves.includes(lost),
      );
      const leaves = (unpackLeaves(enrolling?.leaves ?? Buffer.alloc(0)) ?? []).map((bytes) =>
        Buffer.from(String(bytes).replace(lost, stranger.verifier.vkey)),
      );
      const hashes = Buffer.concat(leaves.map((bytes) => leafHash(bytes)));
      const changed = { leaves: packLeaves(leaves) };
      for (const change of [changed, { ...changed, hashes }]) {
        await place.replaceBatches(
          batches.map((batch) => (batch === enrolling ? { ...batch, ...change } : batch)),
        );
        await expect(head(first)).rejects.toThrow(UNSIGNED);
      }
    }
    await restore();
    expect(await head(first)).not.toBeNull();
  });

  it.each([
    { state: 'signed with an unknown key', isSigned: true },
    { state: 'unsigned', isSigned: false },
  ])('is refused if it is $state in the ledger and in the index', async ({ isSigned }) => {
    const batches = await place.batches();
    const last = batches.at(-1);
    const text = readNote(last?.note ?? '')?.text ?? '';
    const stranger = createSigner('gateway.test/ledger', generateKeyPairSync('ed25519').privateKey);
    const note = isSigned ? signNote(text, stranger) : `${text}\n`;
    const restore = await place.save();
    await place.replaceBatches(
      batches.map((batch) => (batch === last ? { ...batch, note } : batch)),
    );
    await tamper(where, `UPDATE position SET note = '${note}'`);
    await expect(head(null)).rejects.toThrow(UNSIGNED);
    await expect(head(keys[0] ?? '')).rejects.toThrow(UNSIGNED);
    await restore();
    await reindex();
  });

  it('is refused if a retired key signed it, and an index is not filled with a batch that a retired key signed', async () => {
    const [first = ''] = keys;
    const restore = await place.save();
    const retired = createSigner('gateway.test/ledger', firstKey);
    const forged = await forgeBatch(place, [accessRecord(['p1'])], retired);
    const reader = await openReader(place.location);
    const filled = await withIndex(where, (index) => fillIndex(index, reader));
    expect(filled).toEqual({ size: forged, brokenAt: forged });
    await reader.close();
    // An index that holds it all the same proves nothing by it.
    const batches = await place.batches();
    const tree = appendLeaves(
      EMPTY_TREE,
      batches.flatMap(({ hashes }) => splitHashes(hashes)),
    );
    const edge = Buffer.concat(tree.edge).toString('hex');
    const note = batches.at(-1)?.note ?? '';
    await tamper(
      where,
      `UPDATE position SET size = ${tree.size}, edge = x'${edge}', note = '${note}'`,
    );
    await expect(head(first)).rejects.toThrow(UNSIGNED);
    await expect(head(null)).rejects.toThrow(UNSIGNED);
    await restore();
    await reindex();
    expect(await head(first)).not.toBeNull();
  });

  it('has the size of the index, even if the ledger is longer', async () => {
    const before = (await head(null))?.size ?? 0;
    const clock = clockAt(START + 20 * STEP);
    await append(place, directory.path, [accessRecord(['p9'])], { now: clock });
    expect((await head(null))?.size).toBe(before);
    const reader = await openReader(place.location);
    await withIndex(where, (index) => fillIndex(index, reader));
    expect((await head(null))?.size).toBe(await reader.size());
    await reader.close();
  });
});

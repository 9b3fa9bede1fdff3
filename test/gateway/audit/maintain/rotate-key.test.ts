import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rotateKey } from '../../../../gateway/audit/maintain/rotate-key.ts';
import { readSigningKey } from '../../../../gateway/audit/store/files/signing-key.ts';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { readCheckpoint, signCheckpoint } from '../../../../gateway/audit/tree/checkpoint.ts';
import {
  appendLeaves,
  EMPTY_TREE,
  splitHashes,
} from '../../../../gateway/audit/tree/merkle-tree.ts';
import { batchHash } from '../../../../gateway/audit/tree/batch.ts';
import { createSigner } from '../../../../gateway/audit/tree/signed-note.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { leavesOf } from '../read-leaves.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../sample.ts';
import { saveLedger } from '../save-ledger.ts';
import { STORES, type Place } from '../stores.ts';
import { DAY_MS } from '../../../../gateway/platform/durations.ts';

const ORIGIN = 'gateway.test/ledger';

describe.each(STORES)('rotating the signing key of a ledger on $name', (store) => {
  let directory: ReturnType<typeof createDirectory>;
  let path: string;
  let place: Place;
  let firstKey = '';
  let putBack: () => Promise<void>;
  beforeAll(async () => {
    await store.start();
    directory = createDirectory();
    path = join(directory.path, 'audit.db');
    place = await store.place(directory.path);
    firstKey = await write(DAY_MS);
    putBack = await saveLedger(place, directory.path);
  });
  beforeEach(() => putBack());
  afterAll(async () => {
    await store.stop();
    directory.remove();
  });

  /** A gateway that ran this long ago, ms. */
  async function write(ago = 0) {
    const { location } = place;
    const clock = () => Date.now() - ago;
    const ledger = await openLedger(ledgerOptions(directory.path, { location, now: clock }));
    await ledger.append(accessRecord(['p1']));
    await ledger.close();
    return ledger.publicKey;
  }

  function rotate() {
    const { location } = place;
    const at = Date.now();
    return rotateKey({
      location,
      keyPath: `${path}.key`,
      guardPath: `${path}.guard`,
      version: '1',
      at,
    });
  }

  function verify() {
    const { location } = place;
    const guardPath = `${path}.guard`;
    const options = { location, publicKey: firstKey, anchors: [], witnesses: [], guardPath };
    return verifyLedger(options);
  }

  /** Signs the batch that begins at this leaf again, with the key in this file. */
  async function resign(first: number, keyPath: string) {
    const key = readSigningKey(keyPath);
    const batches = (await place.batches()).map((batch) => {
      const checkpoint = readCheckpoint(batch.note)?.checkpoint;
      if (batch.first !== first || checkpoint === undefined || key === null) return batch;
      return { ...batch, note: signCheckpoint(checkpoint, createSigner(ORIGIN, key)) };
    });
    await place.replaceBatches(batches);
    return (await verify()).findings.map(({ code, from, to }) => `${code} ${from}..${to}`);
  }

  it('records that the new key is enrolled and the old key is retired', async () => {
    const { retired, enrolled } = await rotate();
    expect(retired).toBe(firstKey);
    const leaves = leavesOf(await place.batches()).slice(5);
    expect(leaves.map(({ kind, details }) => [kind, details?.['key'] ?? null])).toEqual([
      ['log.start', null],
      ['log.key.enrolled', enrolled],
      ['log.key.retired', retired],
      ['log.stop', null],
    ]);
    expect(existsSync(`${path}.key.next`)).toBe(false);
  });

  it('lets the gateway continue with the new key, and the first key verifies the whole ledger, even after a second rotation', async () => {
    const { enrolled } = await rotate();
    expect(await write()).toBe(enrolled);
    expect(await verify()).toMatchObject({
      result: 'PASS',
      keys: [
        { vkey: firstKey, source: 'pinned', validFrom: 0, validUntil: 8 },
        { vkey: enrolled, source: 'enrolled in the ledger', validFrom: 8, validUntil: null },
      ],
      // The day before the rotation, whose start found the ledger as it had been left.
      outages: [{ after: 4, before: 5 }],
    });
    const twice = await rotate();
    expect(twice.retired).toBe(enrolled);
    expect(await verify()).toMatchObject({ result: 'PASS', covered: 17 });
  });

  it('is refused while a gateway uses the key and can keep writing, and succeeds once the gateway has stopped', async () => {
    const { location } = place;
    const ledger = await openLedger(ledgerOptions(directory.path, { location }));
    await expect(rotate()).rejects.toThrow(
      /^(Another process writes|A gateway that signs with this key is connected to) .* Stop it first\.$/,
    );
    await ledger.append(accessRecord(['p2']));
    expect(ledger.ready()).toBe(true);
    await ledger.close();
    expect(existsSync(`${path}.key.next`)).toBe(false);
    const { retired } = await rotate();
    expect(retired).toBe(firstKey);
    const { result, findings } = await verify();
    expect({ result, findings }).toEqual({ result: 'PASS', findings: [] });
  });

  it('makes verification report KEY_NOT_VALID_AT_SIZE if a batch from before the rotation is signed with the new key', async () => {
    await rotate();
    expect(await resign(3, `${path}.key`)).toContain('KEY_NOT_VALID_AT_SIZE 3..3');
  });

  it('makes verification report KEY_NOT_VALID_AT_SIZE if a batch from after the rotation is signed with the retired key', async () => {
    copyFileSync(`${path}.key`, `${path}.old`);
    await rotate();
    await write();
    expect(await resign(11, `${path}.old`)).toContain('KEY_NOT_VALID_AT_SIZE 11..11');
  });

  it('prevents a gateway with the retired key from opening the ledger', async () => {
    copyFileSync(`${path}.key`, `${path}.old`);
    await rotate();
    copyFileSync(`${path}.old`, `${path}.key`);
    await expect(write()).rejects.toMatchObject({
      problems: [`The key ${path}.key is retired. Restore the key that replaced it.`],
    });
  });

  it('refuses a retired key whose rotation is complete, and writes nothing', async () => {
    copyFileSync(`${path}.key`, `${path}.old`);
    await rotate();
    copyFileSync(`${path}.old`, `${path}.key`);
    const before = await place.batches();
    await expect(rotate()).rejects.toThrow(/is retired\. Restore the key that replaced it\.$/);
    expect(await place.batches()).toEqual(before);
    expect(existsSync(`${path}.key.next`)).toBe(false);
  });

  it.each([
    ['after the old key signed', 1],
    ['after the new key signed', 0],
  ])(
    'is completed with the same new key by the next rotation if it was interrupted %s, and until then no gateway can open the ledger',
    async (_, missing) => {
      copyFileSync(`${path}.key`, `${path}.old`);
      const { enrolled } = await rotate();
      // As it was before the last step, or the last two.
      copyFileSync(`${path}.key`, `${path}.key.next`);
      copyFileSync(`${path}.old`, `${path}.key`);
      if (missing === 1) await cutLast();
      await expect(write()).rejects.toThrow(/is retired\. Finish its rotation: phi-gateway audit/);
      expect((await rotate()).enrolled).toBe(enrolled);
      expect(await write()).toBe(enrolled);
      expect((await verify()).result).toBe('PASS');
    },
  );

  /** Takes the last batch away, and leaves head and guard as they were before it. */
  async function cutLast() {
    const batches = (await place.batches()).slice(0, -1);
    const last = batches.at(-1);
    if (last === undefined) throw new Error('The sample has no batch.');
    await place.replaceBatches(batches);
    const tree = appendLeaves(
      EMPTY_TREE,
      batches.flatMap(({ hashes }) => splitHashes(hashes)),
    );
    const isSqlite = store.name === 'SQLite';
    const bytes = (value: Buffer) =>
      isSqlite ? `X'${value.toString('hex')}'` : `'\\x${value.toString('hex')}'`;
    const root = isSqlite ? '' : `, root = ${bytes(last.root)}`;
    const edge = bytes(Buffer.concat(tree.edge));
    const batch = bytes(batchHash(last.note, last.hashes));
    await place.execute(
      `UPDATE head SET size = ${tree.size}, edge = ${edge}, batch = ${batch}${root}`,
    );
    if (!isSqlite) await setSigners();
    writeFileSync(`${path}.guard`, last.note);
  }

  /** The column that says which key has signed, which the test's own way of storing batches leaves out. */
  async function setSigners() {
    for (const { first, note } of await place.batches()) {
      const id = readCheckpoint(note)?.note.signatures[0]?.id.toString('hex') ?? '';
      await place.execute(`UPDATE batches SET signer = '${id}' WHERE first = ${first}`);
    }
  }
});

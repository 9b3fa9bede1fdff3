import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { rotateKey } from '../../../../gateway/audit/maintain/rotate-key.ts';
import {
  createSigningKey,
  readSigningKey,
} from '../../../../gateway/audit/store/files/signing-key.ts';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { writeProof, type Proof } from '../../../../gateway/audit/proof/proof-file.ts';
import { provePatient } from '../../../../gateway/audit/proof/prove-patient.ts';
import { verifyProof } from '../../../../gateway/audit/proof/verify-proof.ts';
import type { LedgerLocation } from '../../../../gateway/audit/store/ledger-location.ts';
import { readCheckpoint, signCheckpoint } from '../../../../gateway/audit/tree/checkpoint.ts';
import { leafHash } from '../../../../gateway/audit/tree/merkle-tree.ts';
import { createSigner } from '../../../../gateway/audit/tree/signed-note.ts';
import { sharedPostgres, type SharedPostgres } from '../../../support/shared-postgres.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../sample.ts';
import { placeOnServer, STORES } from '../stores.ts';

const ORIGIN = 'gateway.test/ledger';

function prove(location: LedgerLocation): Promise<Proof> {
  const subject = { patient: 'p1', since: null, until: null };
  return provePatient({ location, ...subject, onProgress: () => undefined });
}

async function verify(proof: Proof, publicKey: string | null) {
  const verdict = await verifyProof({ text: writeProof(proof), publicKey, location: null });
  const found = verdict.findings.map(({ code, leaf }) => `${code} ${leaf ?? '-'}`);
  return { ...verdict, found: [verdict.result, ...found] };
}

describe.each(STORES)('a proof from a ledger on $name whose key was rotated twice', (store) => {
  const directory = createDirectory();
  const path = join(directory.path, 'audit.db');
  const keys: string[] = [];
  let location: LedgerLocation;
  let proof: Proof;

  beforeAll(async () => {
    await store.start();
    ({ location } = await store.place(directory.path));
    const write = async () => {
      const ledger = await openLedger(ledgerOptions(directory.path, { location }));
      keys.push(ledger.publicKey);
      await ledger.append(accessRecord(['p1']));
      await ledger.close();
    };
    const rotate = () => {
      const files = { keyPath: `${path}.key`, guardPath: `${path}.guard` };
      copyFileSync(files.keyPath, join(directory.path, `old-${keys.length}.key`));
      return rotateKey({ location, ...files, version: '1', at: Date.now() });
    };
    await write();
    await rotate();
    await write();
    await rotate();
    await write();
    proof = await prove(location);
  });
  afterAll(async () => {
    await store.stop();
    directory.remove();
  });

  /** The same proof with its checkpoint signed by an earlier or a forged key. */
  function signedAnew(signer: ReturnType<typeof signerAt>): Proof {
    const checkpoint = readCheckpoint(proof.checkpoint)?.checkpoint;
    if (checkpoint === undefined) throw new Error('The proof has no checkpoint.');
    const { vkey } = signer.verifier;
    return { ...proof, publicKey: vkey, checkpoint: signCheckpoint(checkpoint, signer) };
  }
  function signerAt(count: number) {
    const key = readSigningKey(join(directory.path, `old-${count}.key`));
    if (key === null) throw new Error('The key is not there.');
    return createSigner(ORIGIN, key);
  }

  it('passes verification with the first key, each later key or no key, and the verdict names the key that signed it', async () => {
    expect(new Set(keys).size).toBe(3);
    for (const key of [...keys, null]) {
      const verdict = await verify(proof, key);
      expect(verdict).toMatchObject({ found: ['PASS'], signer: keys[2] });
    }
    expect((await verify(proof, keys[0] ?? '')).key).toEqual({ vkey: keys[0], source: 'pinned' });
  });

  it('holds, in order, the enrollment of each key and the retirement of the two replaced keys, and no other key records', () => {
    const kinds = proof.keys.map(
      ({ leaf }) => /"kind":"log\.key\.(enrolled|retired)"/.exec(leaf)?.[1],
    );
    expect(kinds).toEqual(['enrolled', 'enrolled', 'retired', 'enrolled', 'retired']);
    expect(proof.keys[0]?.index).toBe(0);
  });

  it('fails verification if the enrollment of a later key or every key record is left out, or if the key records are reversed', async () => {
    const [first = ''] = keys;
    const enrollments = proof.keys.filter(({ leaf }) => leaf.includes('log.key.enrolled'));
    for (const left of enrollments.slice(1)) {
      const without = { ...proof, keys: proof.keys.filter((key) => key !== left) };
      expect((await verify(without, first)).found).toContain('CHECKPOINT_SIGNATURE -');
    }
    expect((await verify({ ...proof, keys: [] }, first)).found).toContain('CHECKPOINT_SIGNATURE -');
    expect((await verify({ ...proof, keys: proof.keys.toReversed() }, first)).found[0]).toBe(
      'FAIL',
    );
  });

  it('fails with CHECKPOINT_SIGNATURE if an unknown key signed its checkpoint, even with a forged enrollment of that key', async () => {
    const [first = ''] = keys;
    const forger = createSigner(ORIGIN, generateKeyPairSync('ed25519').privateKey);
    const { vkey } = forger.verifier;
    const enrollment = proof.keys[1];
    const leaf = enrollment?.leaf.replace(/"key":"[^"]+"/, `"key":"${vkey}"`) ?? '';
    const { index = 0, path: audit = [], checkpoint = '' } = enrollment ?? {};
    const own = { origin: ORIGIN, size: 1, root: leafHash(Buffer.from(leaf)) };
    const note = signCheckpoint({ ...own, previousBatch: Buffer.alloc(32) }, forger);
    const forged = signedAnew(forger);
    const added = [
      { index, leaf, path: audit, checkpoint },
      { index: 0, leaf, path: [], checkpoint: note },
      { index, leaf, path: [], checkpoint: note },
    ];
    for (const key of added) {
      for (const all of [[key], [...proof.keys.slice(0, 1), key], [...proof.keys, key]]) {
        const { found } = await verify({ ...forged, keys: all }, first);
        expect(found).toContain('CHECKPOINT_SIGNATURE -');
      }
    }
  });

  it('fails with KEY_NOT_VALID_AT_SIZE if its checkpoint is signed with a retired key, and with CHECKPOINT_SIGNATURE if the verifier is given a later key', async () => {
    const [first = '', second = ''] = keys;
    for (const key of [first, null])
      expect((await verify(signedAnew(signerAt(1)), key)).found).toEqual([
        'FAIL',
        'KEY_NOT_VALID_AT_SIZE -',
      ]);
    // A chain that begins with a later key does not reach an earlier one.
    expect((await verify(signedAnew(signerAt(1)), second)).found).toEqual([
      'FAIL',
      'CHECKPOINT_SIGNATURE -',
    ]);
    expect((await verify(signedAnew(signerAt(2)), first)).found).toEqual([
      'FAIL',
      'KEY_NOT_VALID_AT_SIZE -',
    ]);
  });

  it('fails with KEY_NOT_VALID_AT_SIZE if a retired key signed the enrollment of a later key', async () => {
    const [first = ''] = keys;
    const old = signerAt(1);
    const later = proof.keys[3];
    const read = readCheckpoint(later?.checkpoint ?? '');
    if (later === undefined || read === null) throw new Error('The proof has too few keys.');
    const forged = { ...later, checkpoint: signCheckpoint(read.checkpoint, old) };
    const all = [...proof.keys.slice(0, 3), forged, ...proof.keys.slice(4)];
    expect((await verify({ ...proof, keys: all }, first)).found).toContain(
      `KEY_NOT_VALID_AT_SIZE ${later.index}`,
    );
  });
});

describe('a proof from a ledger that several gateways write to', () => {
  const directory = createDirectory();
  let server: SharedPostgres;
  beforeAll(async () => {
    server = await sharedPostgres();
  });
  afterAll(async () => {
    await server.close();
    directory.remove();
  });

  it("passes verification with the first gateway's key, the signer's key or no key, if an enrolled gateway signed its checkpoint", async () => {
    const { location } = placeOnServer(await server.createLedger('several'));
    const optionsOf = (name: string, enroll: readonly string[] = []) => {
      const folder = join(directory.path, name);
      mkdirSync(folder, { recursive: true });
      return ledgerOptions(folder, { location, enroll });
    };
    const names = ['second', 'third'];
    const others = names.map(
      (name) => createSigner(ORIGIN, createSigningKey(optionsOf(name).keyPath)).verifier.vkey,
    );
    const first = await openLedger(optionsOf('first', others));
    await first.append(accessRecord(['p1']));
    await first.close();
    for (const [index, name] of names.entries()) {
      copyFileSync(optionsOf('first').guardPath, optionsOf(name).guardPath);
      const ledger = await openLedger(optionsOf(name));
      await ledger.append(accessRecord(['p1']));
      await ledger.close();
      const proof = await prove(location);
      expect(proof.publicKey).toBe(others[index]);
      for (const key of [first.publicKey, ledger.publicKey, null])
        expect((await verify(proof, key)).found).toEqual(['PASS']);
    }
  });
});

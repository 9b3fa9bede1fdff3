import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportLedger } from '../../../../gateway/audit/export/export-ledger.ts';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import {
  namedPatients,
  writeProof,
  type Proof,
} from '../../../../gateway/audit/proof/proof-file.ts';
import { verifyProof } from '../../../../gateway/audit/proof/verify-proof.ts';
import { writeCanonical } from '../../../../gateway/audit/record/canonical/canonical-json.ts';
import { LEAF_FORMAT } from '../../../../gateway/audit/record/leaf.ts';
import { parseLeaf } from '../../../../gateway/audit/record/parse-leaf.ts';
import { reportAccesses } from '../../../support/reports/report-accesses.ts';
import { packLeaves, unpackLeaves } from '../../../../gateway/audit/tree/batch.ts';
import { signCheckpoint } from '../../../../gateway/audit/tree/checkpoint.ts';
import { leafHash } from '../../../../gateway/audit/tree/merkle-tree.ts';
import { createSigner } from '../../../../gateway/audit/tree/signed-note.ts';
import { at, createDirectory, ledgerOptions } from '../sample.ts';
import { placeInFile, STORES, type Place } from '../stores.ts';
import { fillWithAccesses, prove, useSampleProof, verdict } from './sample-proof.ts';

function sha(...parts: readonly Buffer[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest();
}

function otherKey() {
  return createSigner('gateway.test/ledger', generateKeyPairSync('ed25519').privateKey);
}

describe.each(STORES)('a proof about a patient on $name', (store) => {
  const directory = createDirectory();
  let place: Place;
  let publicKey = '';
  beforeAll(async () => {
    await store.start();
    place = await store.place(directory.path);
    publicKey = await fillWithAccesses(directory.path, place.location);
  });
  afterAll(async () => {
    await store.stop();
    directory.remove();
  });

  it('holds every record that the access report lists for the patient, and the "unreleased" records about those records', async () => {
    const indexes = new Set<number>();
    const rows = reportAccesses({
      location: place.location,
      by: { patient: 'p2' },
      since: null,
      until: null,
      onDamaged: (index) => expect(index).toBe(-1),
      onPruned: () => undefined,
    });
    for await (const { leaf } of rows) indexes.add(leaf);
    const proof = await prove(place.location);
    expect([...indexes]).toEqual([3, 5, 8, 9]);
    expect(proof.leaves.map(({ index }) => index)).toEqual([3, 5, 8, 9, 10, 11]);
  });

  it('passes verification without a key, with the pinned key, and against the ledger', async () => {
    const text = writeProof(await prove(place.location));
    expect(await verdict(text)).toEqual(['PASS']);
    expect(await verdict(text, publicKey)).toEqual(['PASS']);
    expect(await verdict(text, publicKey, place.location)).toEqual(['PASS']);
  });

  it('is identical if it is made from an export, and passes verification against the export', async () => {
    const target = join(directory.path, 'export');
    await exportLedger({
      location: place.location,
      directory: target,
      onProgress: () => undefined,
    });
    const location = { kind: 'export', directory: target } as const;
    const proof = await prove(place.location);
    expect(await prove(location)).toEqual(proof);
    expect(await verdict(writeProof(proof), publicKey, location)).toEqual(['PASS']);
  });
});

describe.each(STORES)(
  'a proof about a patient, on $name, with patient ids stored as commitments',
  (store) => {
    const directory = createDirectory();
    let location: Place['location'];
    let proof: Proof;
    beforeAll(async () => {
      await store.start();
      ({ location } = await store.place(directory.path));
      await fillWithAccesses(directory.path, location, 'committed');
      proof = await prove(location);
    });
    afterAll(async () => {
      await store.stop();
      directory.remove();
    });

    it('is complete, reveals the ids of no other patient, and states that its leaves name no patient', async () => {
      const text = writeProof(proof);
      expect(proof.leaves.map(({ index }) => index)).toEqual([3, 5, 8, 9, 10, 11]);
      expect(await verdict(text)).toEqual(['PASS']);
      expect(await verdict(text, null, location)).toEqual(['PASS']);
      const opened = proof.leaves.map(({ openings }) => Buffer.from(openings ?? '', 'base64'));
      const all = text + Buffer.concat(opened).toString('latin1');
      // Whole texts, since a hash in base64 can begin with `p9`. Inside a leaf, quotes are escaped.
      expect(all).not.toMatch(/"(?:p1|p22|p3|p9)\\?"/);
      expect(opened[0]?.toString('latin1')).toContain('["p2","p2"]');
      expect(text).toContain('name no patient');
      expect(text).not.toContain('name other patients');
    });

    it('is identical if it is made from an export, and passes verification against the export', async () => {
      const target = join(directory.path, 'export');
      await exportLedger({ location, directory: target, onProgress: () => undefined });
      const exported = { kind: 'export', directory: target } as const;
      expect(await prove(exported)).toEqual(proof);
      expect(await verdict(writeProof(proof), null, exported)).toEqual(['PASS']);
    });

    it('fails with IDENTITY_COMMITMENT if the ids of a record are changed or missing, and with NOT_CONCERNED if its patient is replaced', async () => {
      const [first, second] = proof.leaves.map(({ openings }) => openings);
      const changes = [second, `${first}${second}`, '', 'AA', null, `${first?.slice(0, -4)}AAAA`];
      for (const openings of changes) {
        const leaves = proof.leaves.map((leaf, place) =>
          place === 0 ? { ...leaf, openings: openings ?? null } : leaf,
        );
        const [result, finding] = await verdict(writeProof({ ...proof, leaves }));
        expect([result, finding]).toEqual(['FAIL', 'IDENTITY_COMMITMENT 3']);
      }
      const patient = 'p3';
      expect(await verdict(writeProof({ ...proof, patient }))).toContain('NOT_CONCERNED 3');
    });

    it('fails with LEAF_OMITTED against the ledger if a record is left out', async () => {
      const leaves = proof.leaves.filter(({ index }) => index !== 8);
      const text = writeProof({ ...proof, leaves });
      expect(await verdict(text, null, location)).toEqual(['FAIL', 'LEAF_OMITTED 8']);
    });
  },
);

describe('a proof about a patient', () => {
  const sample = useSampleProof();
  const { path } = sample;
  let publicKey = '';
  let proof: Proof;
  beforeAll(() => {
    ({ publicKey, proof } = sample);
  });

  const changed = (change: Partial<Proof>) => writeProof({ ...proof, ...change });
  const changedLeaf = (position: number, change: Partial<Proof['leaves'][number]>) =>
    changed({
      leaves: proof.leaves.map((leaf, place) =>
        place === position ? { ...leaf, ...change } : leaf,
      ),
    });

  it("can be checked with SHA-256 and Ed25519 alone, without the product's code", () => {
    const text = writeProof(proof);
    const file = JSON.parse(text) as Record<string, unknown> & Proof;
    const [signed = '', signatures = ''] = file.checkpoint.split('\n\n');
    const [, sizeLine, root] = signed.split('\n');
    const [, , keyText = ''] = file.publicKey.split('+');
    const raw = Buffer.from(file.publicKey.slice(file.publicKey.indexOf(keyText)), 'base64');
    const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw.subarray(1)]);
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    const signature = Buffer.from(signatures.trim().split(' ')[2] ?? '', 'base64').subarray(4);
    expect(verify(null, Buffer.from(`${signed}\n`), key, signature)).toBe(true);

    for (const { index, leaf, path: siblings } of file.leaves) {
      let hash = sha(Buffer.from([0]), Buffer.from(leaf));
      let node = index;
      let width = Number(sizeLine);
      const rest = siblings.map((text_) => Buffer.from(text_, 'base64'));
      for (; width > 1; width = Math.ceil(width / 2), node = Math.floor(node / 2)) {
        // The last node of an odd level has no neighbor and goes up as it is.
        if (node % 2 === 0 && node === width - 1) continue;
        const sibling = rest.shift() ?? Buffer.alloc(0);
        hash =
          node % 2 === 1
            ? sha(Buffer.from([1]), sibling, hash)
            : sha(Buffer.from([1]), hash, sibling);
      }
      expect(rest).toEqual([]);
      expect(hash.toString('base64')).toBe(root);
    }
  });

  it('states in its file that it names other patients, and that only the ledger or an export can show that no leaf is missing', () => {
    const text = writeProof(proof);
    expect(text).toContain('The leaves name other patients too');
    expect(text).toContain('takes the ledger or an export of it to show');
  });

  it.each([
    ['others', /./, '4f720b437dbcd0714a104c4afd214f50354bb8575342b1347aa3759822759b79'],
    [
      'subject',
      /^(?!.*"p[13]")/s,
      'eefc7354e1325a29a269e684c77bbd416d492aec76653cac4a7df2941ca44c27',
    ],
    ['none', /(?!)/, 'c93703fabae6ba2bacde35c3ead5426188d915c69b5a5408797a9b4abd72593c'],
  ] as const)(
    'contains exactly the expected statements (compared by SHA-256) if the patients that its leaves name are classified as "%s"',
    (named, kept, digest) => {
      const leaves = proof.leaves.filter(({ leaf }) => kept.test(leaf));
      expect(namedPatients({ ...proof, leaves })).toBe(named);
      const { statements } = JSON.parse(writeProof({ ...proof, leaves })) as { statements: object };
      const written = createHash('sha256').update(JSON.stringify(statements)).digest('hex');
      expect(written).toBe(digest);
    },
  );

  it('states that its leaves name only its patient; a leaf of unknown form counts as naming others, and no leaves as naming none', () => {
    const alone = proof.leaves.filter(({ leaf }) => !/"p[13]"/.test(leaf));
    expect(alone.length).toBeGreaterThan(2);
    const text = writeProof({ ...proof, leaves: alone });
    expect(text).toContain('The leaves name this patient and nobody else.');
    const [first] = alone;
    if (first === undefined) throw new Error('no leaf');
    const strange = { ...first, leaf: first.leaf.replace('"patients":', '"people":') };
    expect(namedPatients({ ...proof, leaves: [...alone, strange] })).toBe('others');
    expect(namedPatients({ ...proof, leaves: [] })).toBe('none');
  });

  it('gets a verdict with its key and counts, and with caveats about a replaced key and omitted records unless a pinned key and the ledger are given', async () => {
    const passed = await verifyProof({ text: writeProof(proof), publicKey: null, location: null });
    expect(passed).toMatchObject({
      result: 'PASS',
      patient: 'p2',
      leaves: 6,
      size: 14,
      origin: 'gateway.test/ledger',
      key: { vkey: publicKey, source: 'in the proof' },
    });
    expect(passed.caveats.join('\n')).toMatch(
      /another key[^]*omitted[^]*from 14 on[^]*signing key/,
    );
    const pinned = await verifyProof({ text: writeProof(proof), publicKey, location: at(path) });
    expect(pinned.caveats.join('\n')).not.toMatch(/another key|omitted/);
  });

  it('holds only records of the requested period, and fails with NOT_CONCERNED if its period is then narrowed', async () => {
    const [, since = 0, until = 0] = proof.leaves.map(
      ({ leaf }) => parseLeaf(Buffer.from(leaf))?.at ?? 0,
    );
    const within = await prove(at(path), { since, until });
    expect(within.leaves.map(({ index }) => index)).toEqual([5, 8]);
    expect(await verdict(writeProof(within), publicKey, at(path))).toEqual(['PASS']);
    expect(await verdict(writeProof({ ...within, until: since }), publicKey)).toContain(
      'NOT_CONCERNED 8',
    );
  });

  it('is INCOMPLETE with NOTHING_PROVEN if it holds no record', async () => {
    const text = writeProof(await prove(at(path), { patient: 'nobody' }));
    expect(await verdict(text, publicKey)).toEqual(['INCOMPLETE', 'NOTHING_PROVEN -']);
  });

  it('cannot be made from a ledger with a changed, missing or unsigned batch, and the error names the first record of the batch', async () => {
    const untouched = await placeInFile(path).batches();
    const copy = join(sample.directory, 'damaged.db');
    copyFileSync(path, copy);
    const damagedPlace = placeInFile(copy);
    await damagedPlace.replaceBatches(
      untouched.map((batch) => {
        if (batch.first !== 4) return batch;
        const [leaf = Buffer.alloc(0)] = unpackLeaves(batch.leaves) ?? [];
        return { ...batch, leaves: packLeaves([Buffer.from(String(leaf).replace('p1', 'p2'))]) };
      }),
    );
    await expect(prove(damagedPlace.location)).rejects.toThrow(/damaged at record 4/);
    await damagedPlace.replaceBatches(untouched.filter(({ first }) => first !== 4));
    await expect(prove(damagedPlace.location)).rejects.toThrow(/damaged at record 4/);
    for (const unsigned of [0, 4, 13]) {
      await damagedPlace.replaceBatches(
        untouched.map((batch) =>
          batch.first === unsigned ? { ...batch, note: batch.note.replace(/— .+\n$/, '') } : batch,
        ),
      );
      await expect(prove(damagedPlace.location)).rejects.toThrow(`damaged at record ${unsigned}.`);
    }
  });

  describe('fails verification when', () => {
    it('a record is changed (NOT_INCLUDED)', async () => {
      const leaf = proof.leaves[1]?.leaf.replace('physician-7', 'physician-8') ?? '';
      expect(await verdict(changedLeaf(1, { leaf }))).toEqual(['FAIL', 'NOT_INCLUDED 5']);
    });

    it('an audit path is wrong, too long, too short or not made of hashes (NOT_INCLUDED)', async () => {
      const paths = proof.leaves.map((leaf) => leaf.path);
      const [first = []] = paths;
      for (const wrong of [
        paths[2] ?? [],
        first.slice(1),
        [...first, ...first],
        ['', ...first.slice(1)],
      ]) {
        expect(await verdict(changedLeaf(0, { path: wrong }))).toEqual(['FAIL', 'NOT_INCLUDED 3']);
      }
    });

    it.each([4, -1, 14, 2 ** 53 - 1])(
      'the index of a record is %i instead of 3 (NOT_INCLUDED or ORDER)',
      async (index) => {
        expect((await verdict(changedLeaf(0, { index })))[1]).toMatch(/^(NOT_INCLUDED|ORDER) /);
      },
    );

    it('records are out of order or repeated (ORDER)', async () => {
      expect(await verdict(changed({ leaves: proof.leaves.toReversed() }))).toContain('ORDER 3');
      const twice = [...proof.leaves.slice(0, 1), ...proof.leaves];
      expect(await verdict(changed({ leaves: twice }))).toEqual(['FAIL', 'ORDER 3']);
    });

    it('the patient is replaced (NOT_CONCERNED)', async () => {
      const [, ...findings] = await verdict(changed({ patient: 'p1' }));
      expect(findings).toContain('NOT_CONCERNED 5');
    });

    it('a record about another patient is added (NOT_CONCERNED)', async () => {
      const other = await prove(at(path), { patient: 'p9' });
      expect(await verdict(changed({ leaves: [...proof.leaves, ...other.leaves] }))).toEqual([
        'FAIL',
        'NOT_CONCERNED 12',
      ]);
    });

    it('its key or the pinned key is replaced (CHECKPOINT_SIGNATURE), or the pinned key is that of another ledger (ORIGIN_MISMATCH)', async () => {
      const key = otherKey().verifier.vkey;
      expect(await verdict(changed({ publicKey: key }))).toEqual([
        'FAIL',
        'CHECKPOINT_SIGNATURE -',
      ]);
      expect(await verdict(changed({ publicKey: key }), publicKey)).toEqual([
        'FAIL',
        'CHECKPOINT_SIGNATURE -',
      ]);
      expect(await verdict(writeProof(proof), key)).toEqual(['FAIL', 'CHECKPOINT_SIGNATURE -']);
      const foreign = createSigner('other', generateKeyPairSync('ed25519').privateKey);
      expect(await verdict(writeProof(proof), foreign.verifier.vkey)).toEqual([
        'FAIL',
        'ORIGIN_MISMATCH -',
      ]);
    });

    it('the checkpoint is unsigned (UNSIGNED), or was changed after it was signed (CHECKPOINT_SIGNATURE)', async () => {
      const [text = '', lines = ''] = proof.checkpoint.split('\n\n');
      expect(await verdict(changed({ checkpoint: `${text}\n\n` }))).toEqual(['FAIL', 'UNSIGNED -']);
      const larger = text.replace('\n14\n', '\n15\n');
      expect(await verdict(changed({ checkpoint: `${larger}\n\n${lines}` }))).toContain(
        'CHECKPOINT_SIGNATURE -',
      );
    });

    it('a record is left out and the proof is checked against the ledger (LEAF_OMITTED)', async () => {
      const text = changed({ leaves: proof.leaves.filter(({ index }) => index !== 8) });
      expect(await verdict(text, publicKey, at(path))).toEqual(['FAIL', 'LEAF_OMITTED 8']);
    });

    it('its period is widened and the proof is checked against the ledger (LEAF_OMITTED)', async () => {
      const early = await prove(at(path), { until: 1_764_000_005_000 });
      const text = writeProof({ ...early, until: null });
      expect(await verdict(text, publicKey, at(path))).toContain('LEAF_OMITTED 8');
    });

    it('the proof is checked against a different ledger (LEDGER_MISMATCH)', async () => {
      const other = createDirectory();
      await (await openLedger(ledgerOptions(other.path))).close();
      expect(await verdict(writeProof(proof), publicKey, at(join(other.path, 'audit.db')))).toEqual(
        ['FAIL', 'LEDGER_MISMATCH -'],
      );
      other.remove();
    });

    it('a signed record is empty or not canonical JSON (NON_CANONICAL), or has a form that no gateway writes', async () => {
      const signer = otherKey();
      const forge = (leaf: string) => {
        const root = leafHash(Buffer.from(leaf));
        const previousBatch = Buffer.alloc(32);
        const origin = 'gateway.test/ledger';
        const checkpoint = signCheckpoint({ origin, size: 1, root, previousBatch }, signer);
        const { vkey } = signer.verifier;
        return changed({
          publicKey: vkey,
          checkpoint,
          leaves: [{ index: 0, leaf, path: [], openings: null }],
        });
      };
      expect(await verdict(forge('{"p2": 1}'))).toEqual(['FAIL', 'NON_CANONICAL 0']);
      expect(await verdict(forge(''))).toEqual(['FAIL', 'NON_CANONICAL 0']);
      for (const rest of [
        {},
        { patients: 'p2', accesses: [] },
        { accesses: [null], patients: ['p2'] },
        { accesses: [], arguments: [], denied: [], patients: ['p2'], at: 2 ** 53 - 1 },
      ]) {
        const leaf = writeCanonical({ _t: LEAF_FORMAT, mark: 'p2', ...rest });
        expect((await verdict(forge(leaf)))[0]).toBe('FAIL');
      }
    });
  });
});

import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StartError } from '../../../../../gateway/platform/errors.ts';
import { NO_BATCH, signCheckpoint } from '../../../../../gateway/audit/tree/checkpoint.ts';
import { cosignedAt, readCosigner } from '../../../../../gateway/audit/tree/cosignature.ts';
import { consistencyProof } from '../../tree/defined-proofs.ts';
import {
  appendLeaves,
  EMPTY_TREE,
  leafHash,
  treeRoot,
} from '../../../../../gateway/audit/tree/merkle-tree.ts';
import {
  createSigner,
  readNote,
  type NoteSigner,
} from '../../../../../gateway/audit/tree/signed-note.ts';
import {
  openWitness,
  type OpenWitness,
  type WitnessOptions,
} from '../../../../../gateway/audit/publish/witness/open-witness.ts';
import { printAddCheckpoint } from '../../../../../gateway/audit/publish/witness/parse-add-checkpoint.ts';
import { createDirectory } from '../../sample.ts';

const ed25519 = () => generateKeyPairSync('ed25519').privateKey;
const LOG = createSigner('ledger', ed25519());
const REPLICA = createSigner('ledger', ed25519());
const STRANGER = createSigner('ledger', ed25519());
const NOW = 1_790_000_000;

const HASHES = Array.from({ length: 40 }, (_, index) => leafHash(Buffer.from(`leaf ${index}`)));
const OTHERS = HASHES.with(3, leafHash(Buffer.from('forged')));
const rootOf = (hashes: readonly Buffer[]) => treeRoot(appendLeaves(EMPTY_TREE, hashes));

function checkpoint(size: number, hashes = HASHES, signer: NoteSigner = LOG): string {
  const root = rootOf(hashes.slice(0, size));
  return signCheckpoint(
    { origin: signer.verifier.name, size, root, previousBatch: NO_BATCH },
    signer,
  );
}

/** What an honest log of these leaves sends. */
function submission(oldSize: number, size: number, hashes = HASHES): string {
  const proof = oldSize === 0 ? [] : consistencyProof(hashes.slice(0, size), oldSize);
  return printAddCheckpoint({ oldSize, proof, note: checkpoint(size, hashes) });
}

let directory: ReturnType<typeof createDirectory>;
let witness: OpenWitness;
beforeEach(async () => {
  directory = createDirectory();
  witness = await openWitness(options());
});
afterEach(async () => {
  await witness.close();
  directory.remove();
});

function options(more: Partial<WitnessOptions> = {}): WitnessOptions {
  return {
    name: 'witness.example/phi',
    keyPath: join(directory.path, 'witness.key'),
    state: join(directory.path, 'witness'),
    logs: [LOG.verifier.vkey, REPLICA.verifier.vkey],
    host: '127.0.0.1',
    port: 0,
    tls: null,
    now: () => NOW * 1000,
    ...more,
  };
}

async function send(body: string, path = '/add-checkpoint', method = 'POST') {
  const response = await fetch(`${witness.url}${path}`, {
    method,
    ...(method === 'GET' ? {} : { body }),
  });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    text: await response.text(),
  };
}

/** A body with these lines before the checkpoint. */
const invalid = (old: string, lines: readonly string[] = []) =>
  `${[old, ...lines].join('\n')}\n\n${checkpoint(9)}`;

describe('a witness of checkpoints', () => {
  it('cosigns its first checkpoint, and each later one that is consistent with the one before', async () => {
    const verifier = readCosigner(witness.publicKey);
    for (const [oldSize, size] of [
      [0, 5],
      [5, 5],
      [5, 6],
      [6, 32],
      [32, 40],
    ] as const) {
      const { status, text } = await send(submission(oldSize, size));
      expect(status).toBe(200);
      const note = readNote(checkpoint(size) + text);
      expect(note && verifier && cosignedAt(note, verifier)).toBe(NOW);
    }
  });

  it('cosigns the next checkpoint of a ledger if another configured key of the same ledger signed it', async () => {
    await send(submission(0, 5));
    const proof = consistencyProof(HASHES.slice(0, 9), 5);
    const note = checkpoint(9, HASHES, REPLICA);
    expect((await send(printAddCheckpoint({ oldSize: 5, proof, note }))).status).toBe(200);
  });

  it('binds its cosignature to the checkpoint, the time and its name', async () => {
    const { text } = await send(submission(0, 5));
    const verifier = readCosigner(witness.publicKey);
    const at = (note: string) => {
      const read = readNote(note);
      return read && verifier && cosignedAt(read, verifier);
    };
    expect(at(checkpoint(5) + text)).toBe(NOW);
    expect(at(checkpoint(6) + text)).toBeNull();
    const [, name = '', blob = ''] = text.trim().split(' ');
    const bytes = Buffer.from(blob, 'base64');
    const later = Buffer.from(bytes);
    later.writeBigUInt64BE(BigInt(NOW + 1), 4);
    expect(at(`${checkpoint(5)}— ${name} ${later.toString('base64')}\n`)).toBeNull();
    expect(at(`${checkpoint(5)}— other ${blob}\n`)).toBeNull();
    const empty = Buffer.concat([bytes.subarray(0, 4), Buffer.alloc(8)]).toString('base64');
    expect(at(`${checkpoint(5)}— ${name} ${empty}\n`)).toBeNull();
  });

  const base64 = Buffer.alloc(32, 1).toString('base64');
  it.each<[string, () => string, number]>([
    ['a tree whose earlier records were changed (422)', () => submission(5, 9, OTHERS), 422],
    ['a missing proof (422)', () => invalid('old 5'), 422],
    ['a wrong proof (422)', () => invalid('old 5', [base64]), 422],
    ['another tree of the same size (409)', () => submission(5, 5, OTHERS), 409],
    ['an old size that is not the latest one (409)', () => submission(4, 9), 409],
    ['an old size of zero although it has cosigned (409)', () => submission(0, 9), 409],
    ['a smaller tree (409)', () => submission(3, 4), 409],
    ['a tree smaller than the stated old size (400)', () => `old 5\n\n${checkpoint(4)}`, 400],
    [
      'a signature of an unknown key (403)',
      () =>
        printAddCheckpoint({
          oldSize: 5,
          proof: consistencyProof(HASHES.slice(0, 9), 5),
          note: checkpoint(9, HASHES, STRANGER),
        }),
      403,
    ],
    [
      'a checkpoint of an unknown log (404)',
      () =>
        printAddCheckpoint({
          oldSize: 0,
          proof: [],
          note: checkpoint(9, HASHES, createSigner('another', ed25519())),
        }),
      404,
    ],
    ['a body without an old size (400)', () => checkpoint(9), 400],
    ['an old size with a leading zero (400)', () => invalid('old 05'), 400],
    ['an old size below zero (400)', () => invalid('old -1'), 400],
    [
      '64 proof lines (400)',
      () =>
        invalid(
          'old 5',
          Array.from({ length: 64 }, () => base64),
        ),
      400,
    ],
    ['a proof line that is not a hash (400)', () => invalid('old 5', ['AAAA']), 400],
    ['a body without a checkpoint (400)', () => 'old 5\n\n', 400],
    ['an unsigned checkpoint (403)', () => `old 5\n\n${checkpoint(9).split('\n\n')[0]}\n\n`, 403],
    ['a body that is too long for a checkpoint (413)', () => 'x'.repeat(100_000), 413],
  ])(
    'responds without a cosignature, and stays at its latest size, to %s',
    async (_what, body, status) => {
      await send(submission(0, 5));
      const refused = await send(body());
      expect(refused.status).toBe(status);
      expect(refused.type).toBe(status === 409 ? 'text/x.tlog.size' : 'text/plain; charset=utf-8');
      expect(refused.text === '5\n').toBe(status === 409);
      expect(refused.text).not.toContain('—');
      // Nothing of it is kept.
      expect((await send(submission(5, 9))).status).toBe(200);
    },
  );

  it('refuses a consistency proof from size zero with 422', async () => {
    const note = checkpoint(9);
    const proof = consistencyProof(HASHES.slice(0, 9), 5);
    expect((await send(printAddCheckpoint({ oldSize: 0, proof, note }))).status).toBe(422);
  });

  it('answers 404 to another path and 405 to another method', async () => {
    expect((await send('', '/other')).status).toBe(404);
    expect((await send('', '/add-checkpoint', 'GET')).status).toBe(405);
  });

  it('cosigns one of several concurrent checkpoints with the same old size, and responds 409 to the others', async () => {
    await send(submission(0, 5));
    const answers = await Promise.all([6, 7, 8, 9, 10].map((size) => send(submission(5, size))));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(4);
  });
});

describe('a witness of checkpoints that is started again', () => {
  it('keeps its key and the latest size that it cosigned', async () => {
    await send(submission(0, 5));
    const { publicKey } = witness;
    await witness.close();
    witness = await openWitness(options());
    expect(witness.publicKey).toBe(publicKey);
    expect(await send(submission(0, 4))).toMatchObject({ status: 409, text: '5\n' });
    expect((await send(submission(5, 9))).status).toBe(200);
  });

  it('refuses to start if its state is broken or used by another witness', async () => {
    await send(submission(0, 5));
    await expect(openWitness(options())).rejects.toThrow(
      /^Another witness keeps its checkpoints in /,
    );
    await witness.close();
    const [file = ''] = readdirSync(options().state).filter((name) => name.endsWith('.checkpoint'));
    writeFileSync(join(options().state, file), 'broken');
    await expect(openWitness(options())).rejects.toThrow(
      /is not the checkpoint that this witness kept/,
    );
    writeFileSync(join(options().state, file), checkpoint(5));
    witness = await openWitness(options());
  });

  it.each<[string, Partial<WitnessOptions>, readonly string[]]>([
    [
      'with invalid options, and names all of them',
      { name: 'a b', logs: ['x'] },
      [
        '"a b" cannot name a witness: no white space, no plus sign.',
        '"x" is not the public key of a log: NAME+ID+KEY.',
      ],
    ],
    [
      'without the key of a log',
      { logs: [] },
      ['Name at least one log, with its public key: --log NAME+ID+KEY.'],
    ],
    [
      'on a public address without TLS',
      { host: '0.0.0.0', state: 'elsewhere' },
      ['Plain HTTP is for loopback only: give --tls-cert and --tls-key for 0.0.0.0.'],
    ],
  ])('refuses to start %s', async (_what, more, problems) => {
    const state = join(directory.path, more.state ?? 'other');
    const refused = await openWitness({ ...options(more), state }).catch((error: unknown) => error);
    expect(refused instanceof StartError && refused.problems).toEqual(problems);
  });
});

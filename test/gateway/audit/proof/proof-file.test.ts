import { beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parseProof } from '../../../../gateway/audit/proof/parse-proof.ts';
import { writeProof, type Proof } from '../../../../gateway/audit/proof/proof-file.ts';
import { useSampleProof, verdict } from './sample-proof.ts';

describe('the file of a proof about a patient', () => {
  const sample = useSampleProof();
  let publicKey = '';
  let proof: Proof;
  beforeAll(() => {
    ({ publicKey, proof } = sample);
  });

  it('fails verification with PROOF_CHANGED and NOT_INCLUDED, which names the record, if a record is changed', async () => {
    const text = writeProof(proof).replace('physician-7', 'physician-8');
    expect(await verdict(text)).toEqual(['FAIL', 'PROOF_CHANGED -', 'NOT_INCLUDED 3']);
  });

  it.each([
    ['empty', ''],
    ['not JSON', 'nonsense'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a deeply nested list', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])('fails verification with PROOF_MALFORMED if it is %s', async (_, text) => {
    expect(await verdict(text)).toEqual(['FAIL', 'PROOF_MALFORMED -']);
  });

  it('fails verification if any byte is replaced, removed or inserted, or it is cut off', async () => {
    const bytes = Buffer.from(writeProof(proof));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bytes.length - 1),
        fc.constantFrom('replace', 'remove', 'insert', 'cut'),
        fc.integer({ min: 0, max: 255 }),
        async (place, kind, byte) => {
          fc.pre(kind !== 'replace' || bytes[place] !== byte);
          const rest = bytes.subarray(kind === 'insert' ? place : place + 1);
          const middle = kind === 'remove' || kind === 'cut' ? [] : [byte];
          const end = kind === 'cut' ? Buffer.alloc(0) : rest;
          const text = Buffer.concat([bytes.subarray(0, place), Buffer.from(middle), end]);
          const [result, finding] = await verdict(text.toString(), publicKey);
          expect([result, typeof finding]).toEqual(['FAIL', 'string']);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('fails verification if any JSON value in it is replaced', async () => {
    const text = writeProof(proof);
    const places = placesIn(JSON.parse(text), []);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), fc.jsonValue(), async (place, value) => {
        const file: unknown = JSON.parse(text);
        const changedText = `${JSON.stringify(replaceAt(file, place, value))}\n`;
        fc.pre(changedText !== text);
        const [result, finding] = await verdict(changedText, publicKey);
        expect([result, typeof finding]).toEqual(['FAIL', 'string']);
      }),
      { numRuns: 1000 },
    );
  });

  it('fails verification even with a recomputed digest if its patient, checkpoint, key or a leaf is changed, or its period excludes leaves', async () => {
    const written = parseProof(writeProof(proof)) ?? proof;
    const known = new Set([...written.leaves, ...written.keys].map((leaf) => JSON.stringify(leaf)));
    const saysLess = ({ patient, since, until, leaves, keys, ...rest }: Proof) =>
      patient === proof.patient &&
      rest.checkpoint === proof.checkpoint &&
      rest.publicKey === proof.publicKey &&
      [...leaves, ...keys].every((leaf) => known.has(JSON.stringify(leaf))) &&
      (since === null || since < 1_764_000_100_000) &&
      (until === null || until > 1_764_000_000_000);
    const {
      statements: _,
      digest: __,
      ...content
    } = JSON.parse(writeProof(proof)) as Record<string, unknown>;
    const places = placesIn(content, []);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...places),
        fc.oneof(fc.jsonValue(), fc.integer(), fc.string()),
        async (place, value) => {
          const mutated = parseProof(JSON.stringify(replaceAt(content, place, value)));
          fc.pre(mutated !== null && !saysLess(mutated));
          const [result, finding] = await verdict(reseal(mutated), publicKey);
          expect([result, typeof finding]).toEqual(['FAIL', 'string']);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

/** Every place in a value that could hold another. */
function placesIn(value: unknown, path: readonly string[]): (readonly string[])[] {
  const below =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, child]) => placesIn(child, [...path, name]))
      : [];
  return [path, ...below];
}

function replaceAt(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by;
  if (Array.isArray(value)) {
    return value.map((item: unknown, place) =>
      String(place) === name ? replaceAt(item, rest, by) : item,
    );
  }
  const object = value as Record<string, unknown>;
  return { ...object, [name]: replaceAt(object[name], rest, by) };
}

/** Written as a forger would, with a new digest; a text without a canonical form is left as it is. */
function reseal(proof: Proof): string {
  try {
    return writeProof(proof);
  } catch {
    return JSON.stringify(proof);
  }
}

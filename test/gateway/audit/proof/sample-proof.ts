import { afterAll, beforeAll } from '@jest/globals';
import { join } from 'node:path';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import type { Proof } from '../../../../gateway/audit/proof/proof-file.ts';
import { provePatient } from '../../../../gateway/audit/proof/prove-patient.ts';
import { verifyProof } from '../../../../gateway/audit/proof/verify-proof.ts';
import { controlRecord } from '../../../../gateway/audit/record/control/control-record.ts';
import type { ReadableLocation } from '../../../../gateway/audit/store/ledger-location.ts';
import { accessRecord, at, createDirectory, ledgerOptions } from '../sample.ts';
import type { Place } from '../stores.ts';

/**
 * Fills a ledger with records about p2: reads of it, alone and beside others, a write, and a response that came too
 * late.
 */
export async function fillWithAccesses(
  directory: string,
  location: Place['location'],
  identity: 'plain' | 'committed' = 'plain',
): Promise<string> {
  let time = 1_764_000_000_000;
  const clock = () => (time += 1000);
  const ledger = await openLedger(ledgerOptions(directory, { location, now: clock, identity }));
  await ledger.append(accessRecord(['p1', 'p2', 'p3']));
  for (const id of ['p1', 'p2', 'p22', 'x"p2"']) await ledger.append(accessRecord([id]));
  await ledger.append(accessRecord([], { kind: 'intent', outcome: 'pending', patients: ['p2'] }));
  const late = await ledger.append(accessRecord(['p2']));
  const details = { first: late.first, count: late.count };
  await ledger.append(controlRecord('unreleased', clock(), details));
  await ledger.append(controlRecord('unreleased', clock(), { first: 3, count: 1, n: 4 }));
  await ledger.append(accessRecord(['p9']));
  await ledger.close();
  return ledger.publicKey;
}

/**
 * A ledger file with those records, and the proof about p2. The fields are set before the first test of a describe
 * block.
 */
export interface SampleProof {
  readonly directory: string;
  readonly path: string;
  publicKey: string;
  proof: Proof;
}

/** Makes the sample before the tests of the current describe block, and removes its files afterwards. */
export function useSampleProof(): SampleProof {
  const directory = createDirectory();
  const path = join(directory.path, 'audit.db');
  const sample = { directory: directory.path, path } as SampleProof;
  beforeAll(async () => {
    sample.publicKey = await fillWithAccesses(directory.path, at(path));
    sample.proof = await prove(at(path));
  });
  afterAll(() => directory.remove());
  return sample;
}

/** The proof about p2, or about another patient or period. */
export function prove(
  location: ReadableLocation,
  subject: Partial<Pick<Proof, 'patient' | 'since' | 'until'>> = {},
) {
  return provePatient({
    location,
    patient: 'p2',
    since: null,
    until: null,
    onProgress: () => undefined,
    ...subject,
  });
}

/** The result of verifying a proof file, then each finding as `CODE leaf`. */
export async function verdict(
  text: string,
  publicKey: string | null = null,
  location: ReadableLocation | null = null,
) {
  const { result, findings } = await verifyProof({ text, publicKey, location });
  return [result, ...findings.map(({ code, leaf }) => `${code} ${leaf ?? '-'}`)];
}

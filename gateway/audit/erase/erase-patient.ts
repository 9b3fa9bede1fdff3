import { randomBytes } from 'node:crypto';
import { StartError } from '../../errors.ts';
import { readHead } from '../append/ledger-head.ts';
import { createLedgerWriter, type LedgerWriter } from '../append/ledger-writer.ts';
import { lastSource } from '../append/last-source.ts';
import { readKeys } from '../append/ledger-keys.ts';
import { startRecord } from '../append/own-records.ts';
import { isRetired } from '../append/retired-key.ts';
import { assertNotRolledBack } from '../append/rollback.ts';
import { createGuard } from '../files/guard.ts';
import { readSigningKey } from '../files/signing-key.ts';
import { controlRecord } from '../record/control-record.ts';
import { writeErasures } from '../record/erasure.ts';
import { commitTo } from '../record/opening.ts';
import { printLocation, type LedgerLocation } from '../store/ledger-location.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import { openReader } from '../store/open-reader.ts';
import { openStore } from '../store/open-store.ts';
import { readCheckpoint } from '../tree/checkpoint.ts';
import { createSigner } from '../tree/signed-note.ts';
import { findPatient, type PatientPlaces } from './find-patient.ts';

/** Whom to erase from which ledger, and who does. */
export interface EraseOptions {
  readonly location: LedgerLocation;
  /** File of a key that is enrolled on the ledger and that no running gateway uses. */
  readonly keyPath: string;
  readonly guardPath: string;
  readonly patient: string;
  /** It may be PHI: the record only commits to it. */
  readonly reason: string;
  /** Of this program. */
  readonly version: string;
  /** UTC ms since 1970. */
  readonly at: number;
}

/** What was erased. */
export interface Erased {
  /** Index of the first leaf that says so. */
  readonly leaf: number;
  readonly records: number;
  readonly entries: number;
  /** Leaves that still name the patient: they were written with the ids in them. */
  readonly inLeaves: number;
}

/**
 * Erases a patient from a ledger that commits to identities: what opens the entries goes, in one transaction
 * with a record that names their places, and the tree stays as it is. Throws a `StartError`, and changes
 * nothing, where another process writes the ledger, a gateway could not write to it with this key either,
 * ids stand in its leaves, or it doesn't name the patient.
 */
export async function erasePatient(options: EraseOptions): Promise<Erased> {
  await assertLedger(options.location);
  const store = await openStore(options.location, 'erase');
  try {
    const places = await readPlaces(options);
    const { writer, start } = await openEraser(store, options);
    const opening = commitTo(options.reason, randomBytes(32).toString('hex'));
    const { at } = options;
    const entries = writeErasures(places.erasures).map((text, index) => ({
      at,
      record: eraseRecord(text, opening.commitment, at),
      opening: index === 0 ? opening : null,
    }));
    const { first } = await writer.commit(
      [{ at, record: start, opening: null }, ...entries],
      places.removal,
    );
    await writer.close(at);
    const { erasures, inLeaves } = places;
    const count = erasures.reduce((sum, { positions }) => sum + positions.length, 0);
    return { leaf: first + 1, records: erasures.length, entries: count, inLeaves };
  } catch (error) {
    await store.close(false);
    throw error;
  }
}

/** Opening a store to write would make one. */
async function assertLedger(location: LedgerLocation): Promise<void> {
  const reader = await openReader(location);
  const { isLedger } = reader;
  await reader.close();
  if (isLedger) return;
  throw new StartError([`${printLocation(location)} is not an audit ledger.`]);
}

async function readPlaces({ location, patient }: EraseOptions): Promise<PatientPlaces> {
  const reader = await openReader(location);
  try {
    const places = await findPatient(reader, patient);
    if (places.erasures.length > 0) return places;
    throw new StartError([
      places.inLeaves === 0
        ? `The audit ledger ${printLocation(location)} names no such patient: nothing is erased.`
        : `Nothing is erased: the ${places.inLeaves} records about the patient hold the id themselves (audit.identity: plain), and taking it out would break the proof of all records. Records that are written with audit.identity: committed can be erased from.`,
    ]);
  } finally {
    await reader.close();
  }
}

async function openEraser(store: LedgerStore, options: EraseOptions) {
  const { location, keyPath, at } = options;
  const where = printLocation(location);
  const last = await store.last();
  const origin = last === null ? null : (readCheckpoint(last.note)?.checkpoint.origin ?? null);
  const key = readSigningKey(keyPath);
  if (last === null || origin === null || key === null) {
    throw new StartError([`The key ${keyPath} of the audit ledger ${where} is missing.`]);
  }
  const signer = createSigner(origin, key);
  const enrolled = await readKeys(store, origin);
  const isEnrolled = enrolled.some(({ vkey }) => vkey === signer.verifier.vkey);
  if ((store.isShared && !isEnrolled) || (await isRetired(store, signer.verifier))) {
    throw new StartError([
      `The key ${keyPath} is not enrolled on the ledger. Add it to audit.enroll of a gateway that writes there, and restart that one: ${signer.verifier.vkey}`,
    ]);
  }
  const verifiers = [signer.verifier, ...enrolled] as const;
  const guard = createGuard(options.guardPath);
  const remembered = guard.read();
  if (remembered !== null || !store.isShared)
    await assertNotRolledBack(store, { guard: remembered, checkpoint: null }, verifiers);
  const head = await readHead(store, { verifiers, where });
  const source = lastSource(last, options.version);
  const writer: LedgerWriter = createLedgerWriter({
    store,
    guard,
    signer,
    head,
    source,
    identity: 'committed',
  });
  const vouchedBy = remembered === null ? null : 'guard';
  const none = { at, heartbeatMs: null, identity: null, vouchedBy } as const;
  return { writer, start: startRecord(none, remembered, { ...(await store.head()), origin }) };
}

function eraseRecord(entries: string, reasonCommitment: string, at: number) {
  return { ...controlRecord('log.erase', at, { entries, reasonCommitment }), action: 'D' as const };
}

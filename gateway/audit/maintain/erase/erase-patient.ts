import { randomBytes } from 'node:crypto';
import { StartError } from '../../../platform/errors.ts';
import { writeAsTool, type ToolOptions } from '../../append/write-as-tool.ts';
import { controlRecord } from '../../record/control/control-record.ts';
import { writeErasures } from '../../record/control/erasure.ts';
import { commitTo } from '../../record/opening.ts';
import { readRetentionState } from '../retain/read-retention-state.ts';
import { printLocation } from '../../store/ledger-location.ts';
import { openReader } from '../../store/open-reader.ts';
import { findPatient, type PatientPlaces } from './find-patient.ts';

/** Whom to erase from which ledger, and who does. */
export interface EraseOptions extends ToolOptions {
  readonly patient: string;
  /** It may be PHI: the record only commits to it. */
  readonly reason: string;
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
 * ids stand in its leaves, a legal hold keeps the patient, or it doesn't name them.
 */
export async function erasePatient(options: EraseOptions): Promise<Erased> {
  return writeAsTool('erase', options, async ({ writer, start }) => {
    const places = await readPlaces(options);
    const opening = commitTo(options.reason, randomBytes(32).toString('hex'));
    const { at } = options;
    const entries = writeErasures(places.erasures).map((text, index) => ({
      at,
      record: eraseRecord(text, opening.commitment, at),
      opening: index === 0 ? opening : null,
    }));
    const { first } = await writer.commit([start, ...entries], { removal: places.removal });
    const { erasures, inLeaves } = places;
    const count = erasures.reduce((sum, { positions }) => sum + positions.length, 0);
    return { leaf: first + 1, records: erasures.length, entries: count, inLeaves };
  });
}

async function readPlaces({ location, patient }: EraseOptions): Promise<PatientPlaces> {
  const reader = await openReader(location);
  try {
    const { holds } = await readRetentionState(reader);
    const hold = holds.find((each) => each.patient === patient);
    if (hold !== undefined) {
      throw new StartError([
        `The legal hold ${hold.id} keeps the records about the patient: nothing is erased. Release it first: phi-gateway audit hold release ${hold.id}`,
      ]);
    }
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

function eraseRecord(entries: string, reasonCommitment: string, at: number) {
  return { ...controlRecord('log.erase', at, { entries, reasonCommitment }), action: 'D' as const };
}

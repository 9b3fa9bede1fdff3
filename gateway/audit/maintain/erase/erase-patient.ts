import { randomBytes } from 'node:crypto';
import { StartError } from '../../../platform/errors.ts';
import {
  entriesWith,
  leafAfterStart,
  writeAsTool,
  type ToolOptions,
} from '../../append/write-as-tool.ts';
import { controlRecord } from '../../record/control/control-record.ts';
import { writeErasures } from '../../record/control/erasure.ts';
import { commitTo } from '../../record/opening.ts';
import { readRetentionState } from '../retain/read-retention-state.ts';
import { printLocation } from '../../store/ledger-location.ts';
import { openReader } from '../../store/open-reader.ts';
import { findPatient, type PatientPlaces } from './find-patient.ts';
import { auditCommand } from '../../store/audit-command.ts';

/** The patient to erase, the ledger, and the key that signs. */
export interface EraseOptions extends ToolOptions {
  readonly patient: string;
  /** The reason may be PHI, so the record only commits to it. */
  readonly reason: string;
}

/** A completed erasure. */
export interface Erased {
  /** Index of the first leaf that records it. */
  readonly leaf: number;
  /** Number of records that no longer name the patient. */
  readonly records: number;
  /** Number of erased patient ids; a record can hold several. */
  readonly ids: number;
  /** Number of records that still name the patient: they contain the id itself (`audit.identity: plain`). */
  readonly recordsWithPlainIds: number;
}

/**
 * Erases a patient from a ledger with committed identities: deletes the identity openings, the ids that leaves only commit
 * to, in one transaction with a record of their positions. The tree doesn't change. Throws a `StartError`, and changes
 * nothing, if another process writes the ledger, a gateway with this key could not write to it, a legal hold protects the
 * patient, it doesn't name the patient, or all records about the patient contain the id itself.
 */
export async function erasePatient(options: EraseOptions): Promise<Erased> {
  return writeAsTool('erase', options, async ({ writer, start }) => {
    const places = await readPlaces(options);
    const opening = commitTo(options.reason, randomBytes(32).toString('hex'));
    const { at } = options;
    const erased = writeErasures(places.erasures).map((positions) =>
      eraseRecord(positions, opening.commitment, at),
    );
    const commit = await writer.commit([start, ...entriesWith(opening, erased, at)], {
      removal: places.removal,
    });
    const { erasures, recordsWithPlainIds } = places;
    return {
      leaf: leafAfterStart(commit),
      records: erasures.length,
      ids: erasures.reduce((sum, { positions }) => sum + positions.length, 0),
      recordsWithPlainIds,
    };
  });
}

async function readPlaces({ location, patient }: EraseOptions): Promise<PatientPlaces> {
  const reader = await openReader(location);
  try {
    const { holds } = await readRetentionState(reader);
    const hold = holds.find((each) => each.patient === patient);
    if (hold !== undefined) {
      throw new StartError([
        `The legal hold ${hold.id} protects the records about the patient: nothing is erased. Release it first: ${auditCommand(`hold release ${hold.id}`, reader.where)}`,
      ]);
    }
    const places = await findPatient(reader, patient);
    if (places.erasures.length > 0) return places;
    throw new StartError([
      places.recordsWithPlainIds === 0
        ? `The audit ledger ${printLocation(location)} names no such patient: nothing is erased.`
        : `Nothing is erased: the ${places.recordsWithPlainIds} records about the patient contain the id (audit.identity: plain), and removing it would break the proof of all records. Only records that are written with audit.identity: committed can be erased.`,
    ]);
  } finally {
    await reader.close();
  }
}

/** `entries` are the positions of erased openings, as `writeErasures` writes them. */
function eraseRecord(entries: string, reasonCommitment: string, at: number) {
  return { ...controlRecord('log.erase', at, { entries, reasonCommitment }), action: 'D' as const };
}

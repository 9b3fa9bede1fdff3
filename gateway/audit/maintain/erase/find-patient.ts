import { StartError } from '../../../platform/errors.ts';
import type { Erasure } from '../../record/control/erasure.ts';
import { clearOpenings, unpackOpenings } from '../../record/identity-openings.ts';
import { openingStates } from '../../record/open-leaf.ts';
import { COMMITMENTS_MARKER, isCommitted, parseLeaf, type Leaf } from '../../record/parse-leaf.ts';
import type { LedgerReader } from '../../store/ledger-reader.ts';
import type { Removal } from '../../store/ledger-store.ts';
import { unpackLeaves } from '../../tree/batch.ts';
import { commitmentIn } from '../../record/text-commitment.ts';
import { auditCommand } from '../../store/audit-command.ts';

/**
 * The openings and leaves that name a patient. An opening is a text or id that a leaf only commits to, stored beside the
 * tree.
 */
export interface PatientPlaces {
  readonly erasures: readonly Erasure[];
  readonly removal: Removal;
  /** Number of records that contain the id itself: it cannot be erased. */
  readonly recordsWithPlainIds: number;
}

/**
 * Finds the openings of a patient: ids, and texts of leaves that are about the patient. Throws a `StartError` if one of these
 * openings doesn't fit its commitment.
 */
export async function findPatient(reader: LedgerReader, patient: string): Promise<PatientPlaces> {
  /** The id as it is in leaves and openings: leaves without it are not parsed. */
  const searchText = JSON.stringify(patient);
  const erasures: Erasure[] = [];
  const identities: Removal['identities'][number][] = [];
  const openings: string[] = [];
  let recordsWithPlainIds = 0;
  for await (const { first, batch } of reader.batches()) {
    const leaves = (batch === null ? null : unpackLeaves(batch.leaves)) ?? [];
    recordsWithPlainIds += leaves.filter(
      (bytes) => bytes.includes(searchText) && containsId(parseLeaf(bytes), patient),
    ).length;
    if (!leaves.some((bytes) => bytes.includes(COMMITMENTS_MARKER))) continue;
    for (const row of await reader.identities(first, first + leaves.length - 1)) {
      const leaf = row.openings.includes(searchText)
        ? parseLeaf(leaves[row.leaf - first] ?? EMPTY)
        : null;
      if (leaf === null) continue;
      const positions = positionsOf(leaf, row, { patient, where: reader.where });
      if (positions.length === 0) continue;
      const reason = commitmentIn(leaf);
      const hasReason = reason !== null && (await reader.findOpening(reason)) !== null;
      if (hasReason) openings.push(reason);
      erasures.push({ leaf: row.leaf, positions, reason: hasReason });
      const after = clearOpenings(row.openings, new Set(positions));
      identities.push({ leaf: row.leaf, before: row.openings, after });
    }
  }
  return { erasures, removal: { identities, openings }, recordsWithPlainIds };
}

const EMPTY = Buffer.alloc(0);

/** The positions of the patient's ids among the openings of a leaf. */
function positionsOf(
  leaf: Leaf,
  { leaf: index, openings }: { readonly leaf: number; readonly openings: Buffer },
  { patient, where }: { readonly patient: string; readonly where: string },
): number[] {
  const states = openingStates(leaf, openings);
  const stored = unpackOpenings(openings) ?? [];
  const positions = stored.flatMap((opening, position) =>
    typeof opening === 'object' && opening.pair[0] === patient ? [position] : [],
  );
  if (positions.every((position) => states[position] === 'fits')) return positions;
  throw new StartError([
    `An opening of record ${index} was changed: nothing is erased. Run: ${auditCommand('verify', where)}`,
  ]);
}

/** Whether a leaf contains the patient's id itself. A leaf with commitments contains none. */
function containsId(leaf: Leaf | null, patient: string): boolean {
  if (leaf === null || isCommitted(leaf)) return false;
  return (
    leaf.patients.includes(patient) ||
    leaf.accesses.some(({ objects }) => objects.some(([whose]) => whose === patient))
  );
}

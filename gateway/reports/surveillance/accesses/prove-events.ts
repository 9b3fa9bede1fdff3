import { UNRELEASED } from '../../catalog/event-filter.ts';
import type { PlainLeaf } from '../../../audit/record/parse-leaf.ts';
import type { LedgerReader } from '../../../audit/store/ledger-reader.ts';
import type { IndexDatabase } from '../../index/index-tables.ts';
import type { TreeAt } from '../../index/prove-leaves.ts';
import { readEvents } from '../../query/read-events.ts';
import { showEvents, type Refusal, type ShownEvent } from '../../query/show-events.ts';
import type { RecordAccess } from './access-group.ts';
import { isPseudonymous } from './is-pseudonymous.ts';

/** A proven access, with its actor and patient. */
export interface ProvenAccess extends RecordAccess {
  readonly actor: string;
  readonly issuer: string;
  readonly patient: string;
}

/**
 * Proves events by their ids. Returns the accesses among them that the ledger proves; denials, and events without an
 * actor, issuer or patient, are not accesses and are left out.
 */
export type ProveEvents = (ids: readonly number[]) => Promise<readonly ProvenAccess[]>;

/** Creates a prover against one signed tree. Calls `onRefused` for each event that the ledger does not prove. */
export function createEventProver(
  database: IndexDatabase,
  reader: LedgerReader,
  tree: TreeAt,
  onRefused: (refusal: Refusal) => void,
): ProveEvents {
  return async (ids) => {
    if (ids.length === 0) return [];
    const rows = await readEvents(database, ids);
    const shown = await showEvents(rows, { database, reader, tree, filter: {} });
    for (const each of shown.refused) onRefused(each);
    const aboutLeaves = new Map<PlainLeaf, LeafPatients>();
    const patientsOf = (leaf: PlainLeaf) => {
      const patients = aboutLeaves.get(leaf) ?? readLeafPatients(leaf);
      aboutLeaves.set(leaf, patients);
      return patients;
    };
    return shown.events.flatMap((event) => accessOf(event, patientsOf(event.leaf)) ?? []);
  };
}

/** The patients of a leaf, which its events share. */
interface LeafPatients {
  /** Patients whose records the response released. */
  readonly count: number;
  /** Those that no role of the actor reaches, and whose records a dry run released. */
  readonly unreached: ReadonlySet<string | null>;
}

function readLeafPatients(leaf: PlainLeaf): LeafPatients {
  const patients = leaf.accesses.flatMap(({ objects }) => objects.map(([patient]) => patient));
  return { count: new Set(patients).size, unreached: findUnreachedPatients(leaf) };
}

/** Finds the patients of a leaf that no role of the actor reaches, and whose records a dry run released. */
function findUnreachedPatients({ accesses }: PlainLeaf): ReadonlySet<string | null> {
  return new Set(
    accesses
      .filter(({ rule }) => rule.wouldDeny.includes('reach'))
      .flatMap(({ objects }) => objects.map(([patient]) => patient)),
  );
}

/** The access that an event is; null for other events. */
function accessOf(
  { id, leaf, part, row }: ShownEvent,
  patients: LeafPatients,
): ProvenAccess | null {
  const { actor, issuer, patient } = row;
  if (actor === null || issuer === null || patient === null || part.part === 'denial') return null;
  return {
    id,
    leaf: row.leaf,
    at: leaf.at,
    kind: leaf.kind,
    actor,
    issuer,
    patient,
    relations: row.relations,
    roles: row.roles,
    actorName: leaf.actor?.name ?? null,
    grant: leaf.breakGlass?.id ?? null,
    address: leaf.client?.address ?? null,
    records: row.records,
    patients: patients.count,
    isPseudonymous: isPseudonymous(leaf, row),
    isUnreached: patients.unreached.has(patient),
    isDeidentified:
      row.coordinates.length > 0 && row.coordinates.every(({ view }) => view === 'deidentified'),
    isReleased: row.outcome !== UNRELEASED,
  };
}

import type { PlainLeaf } from '../../audit/record/parse-leaf.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import type { IndexDatabase } from '../index/index-tables.ts';
import type { TreeAt } from '../index/prove-leaves.ts';
import { readEvents } from '../query/read-events.ts';
import { showEvents, type Refusal, type ShownEvent } from '../query/show-events.ts';
import type { SeenAccess } from './access-group.ts';

/** A proven event, and the people that it is about. */
export interface ProvenAccess extends SeenAccess {
  readonly actor: string;
  readonly issuer: string;
  readonly patient: string;
}

/** Proves events by their ids. Refused events are left out. */
export type ProveEvents = (ids: readonly number[]) => Promise<readonly ProvenAccess[]>;

/** Creates it for one signed tree. `refused` is called for each refused event. */
export function createProveEvents(
  database: IndexDatabase,
  reader: LedgerReader,
  tree: TreeAt,
  refused: (refusal: Refusal) => void,
): ProveEvents {
  return async (ids) => {
    if (ids.length === 0) return [];
    const rows = await readEvents(database, ids);
    const shown = await showEvents(rows, { database, reader, tree, filter: {} });
    for (const each of shown.refused) refused(each);
    const unreachedPatients = createUnreachedPatients();
    return shown.events.flatMap((event) => accessOf(event, unreachedPatients) ?? []);
  };
}

type UnreachedPatients = (leaf: PlainLeaf) => ReadonlySet<string | null>;

/** Creates a lookup of the patients of a leaf that no role of the actor reaches. Each leaf is searched once. */
function createUnreachedPatients(): UnreachedPatients {
  const known = new Map<PlainLeaf, ReadonlySet<string | null>>();
  return (leaf) => {
    const patients =
      known.get(leaf) ??
      new Set(
        leaf.accesses
          .filter(({ rule }) => rule.wouldDeny.includes('reach'))
          .flatMap(({ objects }) => objects.map(([patient]) => patient)),
      );
    known.set(leaf, patients);
    return patients;
  };
}

function accessOf(
  { id, leaf, part, row }: ShownEvent,
  unreachedPatients: UnreachedPatients,
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
    records: row.records,
    isUnreached: unreachedPatients(leaf).has(patient),
    isDeidentified:
      row.coordinates.length > 0 && row.coordinates.every(({ view }) => view === 'deidentified'),
    isReleased: row.outcome !== 'unreleased',
  };
}

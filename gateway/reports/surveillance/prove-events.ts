import type { PlainLeaf } from '../../audit/record/parse-leaf.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import type { IndexDatabase } from '../index/index-tables.ts';
import type { TreeAt } from '../index/prove-leaves.ts';
import { readEvents } from '../query/read-events.ts';
import { showEvents, type Refusal, type ShownEvent } from '../query/show-events.ts';
import type { SeenAccess } from './access-group.ts';

/** An event that the ledger bears out, with whom it is about. */
export interface ProvenAccess extends SeenAccess {
  readonly actor: string;
  readonly issuer: string;
  readonly patient: string;
}

/** Proves events by their ids. What the ledger doesn't bear out is left out and told. */
export type ProveEvents = (ids: readonly number[]) => Promise<readonly ProvenAccess[]>;

/** Creates it over one signed tree; `refused` is told of what is left out. */
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
    const beyond = findUnreachedPatients();
    return shown.events.flatMap((event) => accessOf(event, beyond) ?? []);
  };
}

type Beyond = (leaf: PlainLeaf) => ReadonlySet<string | null>;

/** The patients of a leaf whose records no role of the actor's reaches, found once for all of them. */
function findUnreachedPatients(): Beyond {
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

function accessOf({ id, leaf, part, row }: ShownEvent, beyond: Beyond): ProvenAccess | null {
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
    isUnreached: beyond(leaf).has(patient),
    isDeidentified:
      row.coordinates.length > 0 && row.coordinates.every(({ view }) => view === 'deidentified'),
    isReleased: row.outcome !== 'unreleased',
  };
}

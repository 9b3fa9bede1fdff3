import type { LeafFacts, LeafPart } from '../../audit/record/leaf-parts.ts';
import type { PlainLeaf } from '../../audit/record/parse-leaf.ts';
import { UNRELEASED } from '../catalog/event-filter.ts';

/** What the actor of a row is: null together with it, and another than `ACCOUNT` only for patients. */
export type ActorKind = 'ACCOUNT' | 'ROLES' | 'DEPARTMENT' | 'STAFF';

/** One event: what one actor did, in one response, with the record of one patient. */
export interface ReportRow extends Omit<LeafPart, 'part'> {
  /** Index of the leaf that proves it. */
  readonly leaf: number;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly kind: string;
  /** Subject and issuer of the token: null together. */
  readonly actor: string | null;
  readonly issuer: string | null;
  readonly actorKind: ActorKind | null;
  /** Name of the actor, as in the token. */
  readonly actorName: string | null;
  readonly roles: readonly string[];
  /** Purpose of use, such as TREAT. */
  readonly purpose: string | null;
  /** The grant that was started, stopped or presented. */
  readonly breakGlass: {
    readonly grant: string;
    /** ISO 8601, UTC. */
    readonly until: string;
    /** Why it was started; null in the other events. */
    readonly reason: string | null;
  } | null;
  readonly operation: string | null;
  readonly outcome: string;
}

/** A part of a leaf as a row. */
export function reportRow(
  leaf: PlainLeaf,
  { index, isReleased, reason }: LeafFacts,
  { patient, relations, records, coordinates }: Omit<LeafPart, 'part'>,
): ReportRow {
  const { breakGlass } = leaf;
  return {
    leaf: index,
    time: new Date(leaf.at).toISOString(),
    kind: leaf.kind,
    actor: leaf.actor?.subject ?? null,
    issuer: leaf.actor?.issuer ?? null,
    actorKind: leaf.actor && 'ACCOUNT',
    actorName: leaf.actor?.name ?? null,
    roles: leaf.actor?.roles ?? [],
    patient,
    relations,
    purpose: leaf.actor?.purpose ?? null,
    breakGlass: breakGlass && {
      grant: breakGlass.id,
      until: new Date(breakGlass.until).toISOString(),
      reason,
    },
    records,
    coordinates,
    operation: leaf.operation?.name ?? null,
    outcome: isReleased ? leaf.outcome : UNRELEASED,
  };
}

/** One access of an actor to a patient's record, as a proven leaf records it. */
export interface SeenAccess {
  /** Of the event, see `eventId`. */
  readonly id: number;
  readonly leaf: number;
  /** UTC ms since 1970. */
  readonly at: number;
  readonly kind: string;
  /** Relations by which the actor's roles reach the patient; empty for a write that only names the patient. */
  readonly relations: readonly string[];
  /** All of the actor's. */
  readonly roles: readonly string[];
  readonly actorName: string | null;
  /** Id of the break-glass grant. */
  readonly grant: string | null;
  readonly records: number;
  /** Whether a dry run released what no role of the actor reaches. */
  readonly isUnreached: boolean;
  /** Whether only de-identified data was shown, which does not reveal the patient. */
  readonly isDeidentified: boolean;
  /** False if the response was not sent. */
  readonly isReleased: boolean;
}

/** The access of one actor to one patient's record on one day (UTC). */
export interface AccessGroup {
  /** Subject of their token. */
  readonly actor: string;
  readonly issuer: string;
  /** `(erased)` after the id was erased. */
  readonly patient: string;
  /** Start of the day, UTC ms since 1970. */
  readonly day: number;
  /** Ascending; at least one. */
  readonly accesses: readonly SeenAccess[];
}

/**
 * Accesses that were released and not made as the patient. Patients may read their own record, so the relation
 * `self` does not count.
 */
export function othersAccesses({ accesses }: AccessGroup): readonly SeenAccess[] {
  const isOwn = ({ relations }: SeenAccess) =>
    relations.length > 0 && relations.every((relation) => relation === 'self');
  const isPatient = accesses.some(isOwn);
  // A write that only names the patient has no relation. On a day with access as the patient, it is the patient's
  // own.
  return accesses.filter(
    (access) =>
      access.isReleased &&
      !access.isDeidentified &&
      !isOwn(access) &&
      !(isPatient && access.relations.length === 0),
  );
}

/** Indexes of the leaves, each once. */
export function leavesOf(accesses: readonly SeenAccess[]): readonly number[] {
  return [...new Set(accesses.map(({ leaf }) => leaf))];
}

/** One thing that an actor did with a patient's record, as a proven leaf tells it. */
export interface SeenAccess {
  /** Of the event, see `eventId`. */
  readonly id: number;
  readonly leaf: number;
  /** UTC ms since 1970. */
  readonly at: number;
  readonly kind: string;
  /** How the roles that counted reach the patient; none where a write only named them. */
  readonly relations: readonly string[];
  /** All of the actor's. */
  readonly roles: readonly string[];
  readonly actorName: string | null;
  /** Id of the break-glass grant. */
  readonly grant: string | null;
  readonly records: number;
  /** Whether a dry run released what no role of the actor's reaches. */
  readonly isUnreached: boolean;
  /** Whether nothing was seen but de-identified, so that nobody learned whose record it is. */
  readonly isDeidentified: boolean;
  /** False where the answer never left. */
  readonly isReleased: boolean;
}

/** What one actor did with one patient's record on one day (UTC). */
export interface AccessGroup {
  /** Subject of their token. */
  readonly actor: string;
  readonly issuer: string;
  /** `(erased)` where the id was taken out of the ledger. */
  readonly patient: string;
  /** Its begin, UTC ms since 1970. */
  readonly day: number;
  /** Ascending; at least one. */
  readonly accesses: readonly SeenAccess[];
}

/**
 * Those that saw or changed something of somebody, in another part than the patient's own: whoever reads their
 * own record as the patient does what the record is for.
 */
export function othersAccesses({ accesses }: AccessGroup): readonly SeenAccess[] {
  const isOwn = ({ relations }: SeenAccess) =>
    relations.length > 0 && relations.every((relation) => relation === 'self');
  const isPatient = accesses.some(isOwn);
  // A write that only names the patient tells no relation: it is theirs whose record it is.
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

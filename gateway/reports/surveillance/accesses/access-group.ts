/** One access by an actor to a patient's record, read from a proven leaf. */
export interface RecordAccess {
  /** Id of the event in the index, see `eventId`. */
  readonly id: number;
  /** Index of the leaf, which is the record in the ledger. */
  readonly leaf: number;
  /** UTC ms since 1970. */
  readonly at: number;
  /** Kind of the leaf. */
  readonly kind: string;
  /** How the actor's roles reached the patient; empty for a write that only named the patient. */
  readonly relations: readonly string[];
  /** All roles of the actor. */
  readonly roles: readonly string[];
  readonly actorName: string | null;
  /** Id of the break-glass grant. */
  readonly grant: string | null;
  /** Network address of the client. */
  readonly address: string | null;
  /** Records of the patient that were read or written. */
  readonly records: number;
  /** Patients whose records the same response released. */
  readonly patients: number;
  /** Whether the response had pseudonyms in place of identifiers, and the request did not name the patient. */
  readonly isPseudonymous: boolean;
  /** Whether a dry run released the record although no role of the actor reaches the patient. */
  readonly isUnreached: boolean;
  /** Whether every released field was de-identified, so that the actor did not learn whose record it is. */
  readonly isDeidentified: boolean;
  /** False if the response was not sent. */
  readonly isReleased: boolean;
}

/** All accesses by one actor to one patient's record on one day (UTC). */
export interface AccessGroup {
  /** Subject of the actor's token. */
  readonly actor: string;
  readonly issuer: string;
  /** `(erased)` if the id was erased from the ledger. */
  readonly patient: string;
  /** Start of the day, UTC ms since 1970. */
  readonly day: number;
  /** In the order of their ids; at least one. */
  readonly accesses: readonly RecordAccess[];
}

/**
 * Returns the accesses that rules may find unusual: those that were released, identify the patient, and were not made
 * by the patient to their own record.
 */
export function reviewableAccesses({ accesses }: AccessGroup): readonly RecordAccess[] {
  const isOwn = ({ relations }: RecordAccess) =>
    relations.length > 0 && relations.every((relation) => relation === 'self');
  const isPatient = accesses.some(isOwn);
  // A write that only names the patient has no relations. Next to accesses as the patient, it is the patient's own.
  return accesses.filter(
    (access) =>
      access.isReleased &&
      !access.isDeidentified &&
      !isOwn(access) &&
      !(isPatient && access.relations.length === 0),
  );
}

/** Returns the distinct leaf indexes of accesses. */
export function leavesOf(accesses: readonly RecordAccess[]): readonly number[] {
  return [...new Set(accesses.map(({ leaf }) => leaf))];
}

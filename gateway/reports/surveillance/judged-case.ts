import type { SeenAccess } from './access-group.ts';
import type { CasePlace } from '../catalog/case-id.ts';
import type { UnusualRule } from '../catalog/unusual-rule.ts';

/** Why a rule matches. */
export interface CaseReason {
  readonly rule: UnusualRule;
  readonly text: string;
}

/** A case: access of one actor on one day, to one record or to many patients in an hour, that a rule finds unusual. */
export interface JudgedCase {
  readonly place: CasePlace;
  /** Start of the day, UTC ms since 1970. */
  readonly day: number;
  /** Subject of the actor's token. */
  readonly actor: string;
  readonly issuer: string;
  readonly actorName: string | null;
  readonly roles: readonly string[];
  /** Null for a case about an hour. */
  readonly patient: string | null;
  /** Times of its first and its last event, UTC ms since 1970. */
  readonly since: number;
  readonly until: number;
  readonly events: number;
  /** Index of its last record. */
  readonly lastLeaf: number;
  /** Indexes of the records that are evidence. */
  readonly leaves: readonly number[];
  /** The proven accesses in these records. */
  readonly accesses: readonly SeenAccess[];
  readonly reasons: readonly CaseReason[];
  /** Rules that could not judge, because required facts are unavailable. */
  readonly notKnown: readonly UnusualRule[];
}

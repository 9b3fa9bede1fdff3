import type { SeenAccess } from './access-group.ts';
import type { CasePlace } from '../catalog/case-id.ts';
import type { UnusualRule } from '../catalog/unusual-rule.ts';

/** Why a rule finds something unusual. */
export interface CaseReason {
  readonly rule: UnusualRule;
  readonly text: string;
}

/** What one actor did on one day with one record, or in an hour with many, where a rule finds that unusual. */
export interface JudgedCase {
  readonly place: CasePlace;
  /** Its begin, UTC ms since 1970. */
  readonly day: number;
  /** Subject of their token. */
  readonly actor: string;
  readonly issuer: string;
  readonly actorName: string | null;
  readonly roles: readonly string[];
  /** Null for a case about an hour. */
  readonly patient: string | null;
  /** When its first and its last event were recorded, UTC ms since 1970. */
  readonly since: number;
  readonly until: number;
  readonly events: number;
  /** Index of its last record. */
  readonly lastLeaf: number;
  /** Indexes of the records that show it. */
  readonly leaves: readonly number[];
  /** What was seen in these, as they were borne out. */
  readonly accesses: readonly SeenAccess[];
  readonly reasons: readonly CaseReason[];
  /** Rules that would have to know what nobody told. */
  readonly notKnown: readonly UnusualRule[];
}

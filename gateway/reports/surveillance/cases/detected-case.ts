import type { RecordAccess } from '../accesses/access-group.ts';
import type { CasePlace } from '../../catalog/case-id.ts';
import type { UnusualRule } from '../../catalog/unusual-rule.ts';
import type { Suppression } from './suppression.ts';

/** A rule that finds a case, and its reason. */
export interface CaseReason {
  readonly rule: UnusualRule;
  /** A sentence for privacy officers. Holds no facts about people, but the question of a patient in their own words. */
  readonly text: string;
  /** The time that the text is about besides the case's own, UTC ms since 1970: a reader sees it in their time zone. */
  readonly at?: number;
  /** Index of the record of that time. */
  readonly leaf?: number;
}

/**
 * Unusual access by one actor on one day: to one patient's record, or to many patients in an hour. Or an entry that the
 * patient asked about.
 */
export interface DetectedCase {
  /** Identifies the case: its first event, and what it concerns. */
  readonly place: CasePlace;
  /** Start of the day, UTC ms since 1970. */
  readonly day: number;
  /** Subject of the actor's token. */
  readonly actor: string;
  readonly issuer: string;
  readonly actorName: string | null;
  readonly roles: readonly string[];
  /** Null for a volume case. */
  readonly patient: string | null;
  /** When the first and the last event were recorded, UTC ms since 1970. */
  readonly since: number;
  readonly until: number;
  readonly events: number;
  /** Index of the last record. */
  readonly lastLeaf: number;
  /** Indexes of the records that are evidence for the case, at most 100. */
  readonly leaves: readonly number[];
  /** The proven accesses in these records. */
  readonly accesses: readonly RecordAccess[];
  readonly reasons: readonly CaseReason[];
  /** Configured rules whose facts are unavailable. */
  readonly notKnown: readonly UnusualRule[];
  /** The newest suppression that covers the case by each of its rules; none for an uncovered rule. */
  readonly suppressions: readonly Suppression[];
}

import type { Relation } from '../../../directives/operation/effective-roles.ts';
import type { Category } from '../../../directives/spec.ts';
import type { RecordedDenialReason } from '../../platform/recorded-denial-reason.ts';

/** The outcome of a request. */
export const OUTCOMES = ['permit', 'partial', 'deny', 'pending', 'error'] as const;

/** Every kind of record. */
export const RECORD_KINDS = [
  'access',
  'denial',
  'intent',
  'outcome',
  'unreleased',
  'breakglass.start',
  'breakglass.stop',
  'breakglass.alert',
  'disclosure',
  'review',
  'suppression',
  'question',
  'audit.read',
  'refusals',
  'log.start',
  'log.stop',
  'log.policy',
  'log.heartbeat',
  'log.key.enrolled',
  'log.key.retired',
  'log.erase',
  'log.withdraw',
  'log.quarantine',
  'log.hold.placed',
  'log.hold.released',
  'log.prune',
  'log.incarnation',
  'log.threshold',
] as const;

/** The kind of a leaf; see `leaf.schema.json`. */
export type RecordKind = (typeof RECORD_KINDS)[number];

/** One released field of an entry. */
export interface RecordedField {
  /** Name of the field on the entry's type. */
  readonly name: string;
  readonly categories: readonly Category[];
  readonly view: 'full' | 'deidentified';
  /** The subgraphs that served it, sorted. */
  readonly subgraphs: readonly string[];
}

/** Patient and record of an object: `[patient id, record id]`; null if unknown. */
export type IdentityPair = readonly [patient: string | null, record: string | null];

/** Objects of one type, released with the same fields and views under the same rule. */
export interface AccessEntry<Identity = IdentityPair> {
  readonly type: string;
  readonly fields: readonly RecordedField[];
  /** The caller's effective roles for these objects, and how they reach the patient. */
  readonly rule: {
    readonly roles: readonly string[];
    readonly relation: Relation;
    /** In a dry run, why these fields would have been withheld, sorted; else empty. */
    readonly wouldDeny: readonly RecordedDenialReason[];
  };
  /** Without duplicates. */
  readonly objects: readonly Identity[];
}

/** One denied coordinate. */
export interface DeniedEntry {
  readonly coordinate: string;
  readonly reason: RecordedDenialReason;
  /** Selections (before planning) or objects (at release). */
  readonly count: number;
}

/**
 * The content of a leaf before the ledger adds `_t`, `id`, `part`, `parts`, `at` and `source`. A committed record
 * (`commitRecord`) has a commitment in place of each object and patient.
 */
export interface AuditRecord<Identity = IdentityPair> {
  readonly kind: RecordKind;
  /** FHIR AuditEvent.action: create, read, update, delete, execute. */
  readonly action: 'C' | 'R' | 'U' | 'D' | 'E';
  readonly outcome: (typeof OUTCOMES)[number];
  /** A code, never a text of another system. */
  readonly reason: string | null;
  /** When the request came in, UTC ms since 1970. The ledger adds `at`, when it was recorded. */
  readonly received: number;
  readonly actor: {
    readonly issuer: string;
    readonly subject: string;
    readonly name: string | null;
    readonly roles: readonly string[];
    readonly organization: string | null;
    readonly purpose: string | null;
    readonly tokenId: string | null;
    readonly authMethods: readonly string[];
    /** The SMART scopes that limit the access, each in one form, sorted; absent if the issuer has no table of them. */
    readonly scopes?: readonly string[];
  } | null;
  readonly client: {
    readonly id: string | null;
    readonly address: string;
    /** Addresses of the trusted proxies, from the gateway's side to the client's; absent without proxies. */
    readonly proxies?: readonly string[];
    /** SHA-256 thumbprint, base64url, of the client certificate that the token is bound to; absent for other tokens. */
    readonly certificate?: string;
    readonly agent: string | null;
  } | null;
  readonly operation: {
    readonly name: string | null;
    readonly kind: 'query' | 'mutation';
    /** SHA-256, hex, of the document without literals and in one normal form. */
    readonly hash: string;
    /** Names only. */
    readonly variables: readonly string[];
    readonly requestId: string;
    readonly traceId: string | null;
  } | null;
  readonly accesses: readonly AccessEntry<Identity>[];
  readonly denied: readonly DeniedEntry[];
  /** Marked and `@patient` arguments and input fields that were used, by coordinate. */
  readonly arguments: readonly string[];
  /** Patients that a `@patient` input named, sorted. */
  readonly patients: readonly string[];
  /**
   * The break-glass grant that the request presented, or that is started or stopped; null without a grant. Every leaf of a
   * request under a grant names it.
   */
  readonly breakGlass: {
    /** UUIDv7; the same in the leaves of its start, its use and its stop. */
    readonly id: string;
    /** When it ends, UTC ms since 1970. */
    readonly until: number;
  } | null;
  /** Further facts of control leaves and refusals: codes, counts and hashes only. */
  readonly details: Readonly<Record<string, string | number | null>> | null;
}

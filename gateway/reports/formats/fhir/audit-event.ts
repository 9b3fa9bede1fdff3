/**
 * The part of FHIR R4's AuditEvent that an export writes.
 * https://hl7.org/fhir/R4/auditevent.html
 */
export interface AuditEvent {
  readonly resourceType: 'AuditEvent';
  readonly id: string;
  readonly meta?: { readonly profile?: readonly string[]; readonly tag?: readonly Coding[] };
  readonly extension: readonly Extension[];
  readonly type: Coding;
  readonly subtype: readonly Coding[];
  readonly action: AuditAction;
  readonly period?: { readonly start: string; readonly end: string };
  readonly recorded: string;
  /** Left out while it is not known. */
  readonly outcome?: AuditOutcome;
  readonly outcomeDesc: string;
  readonly purposeOfEvent?: readonly CodeableConcept[];
  readonly agent: readonly AuditAgent[];
  readonly source: {
    readonly site: string;
    readonly observer: Reference;
    readonly type: readonly Coding[];
  };
  readonly entity?: readonly AuditEntity[];
}

/** Create, read, update, delete, execute. */
export type AuditAction = 'C' | 'R' | 'U' | 'D' | 'E';

/** Success, minor failure, serious failure. */
export type AuditOutcome = '0' | '4' | '8';

/** A participant. */
export interface AuditAgent {
  readonly extension?: readonly Extension[];
  readonly type: CodeableConcept;
  readonly role?: readonly CodeableConcept[];
  readonly who: Reference;
  readonly name?: string;
  readonly requestor: boolean;
  readonly policy?: readonly string[];
  readonly network?: Network;
  readonly purposeOfUse?: readonly CodeableConcept[];
}

/** Network address of an agent: host name or IP address; or why it is missing. */
export type Network =
  | { readonly address: string; readonly type: '1' | '2' }
  | { readonly extension: readonly Extension[] };

/** Something that was used, accessed or requested, such as a patient, a record or a query. */
export interface AuditEntity {
  readonly what?: Reference;
  readonly type: Coding;
  readonly role?: Coding;
  readonly securityLabel?: readonly Coding[];
  /** An entity has a name or a query, never both (invariant sev-1). */
  readonly name?: string;
  readonly description?: string;
  /** Base64. */
  readonly query?: string;
  readonly detail?: readonly AuditDetail[];
}

/** One more fact about an entity. */
export interface AuditDetail {
  readonly type: string;
  readonly valueString: string;
}

/** A code of a code system. */
export interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display?: string;
}

/** A concept, by codes or in words. */
export interface CodeableConcept {
  readonly coding?: readonly Coding[];
  readonly text?: string;
}

/** A reference by an identifier or by a name alone, since the ledger knows no FHIR ids. */
export interface Reference {
  readonly type?: 'Patient' | 'Device';
  readonly identifier?: {
    readonly type?: CodeableConcept;
    readonly system?: string;
    readonly value: string;
  };
  readonly display?: string;
}

/** A value for which FHIR has no element. */
export type Extension =
  | { readonly url: string; readonly valueString: string }
  | { readonly url: string; readonly valueCode: string }
  | { readonly url: string; readonly extension: readonly Extension[] };

import type { ReachKind } from '../../../directives/operation/effective-roles.ts';
import type { ScopeTable } from '../../../directives/operation/scope-needs.ts';
import type { PatientIdForm } from '../../../directives/patient-id.ts';
import type { Category } from '../../../directives/spec.ts';

/** The operator's part of the policy. */
export interface AuthorizationOptions {
  /** How each role reaches patients. A role that is not listed reaches none. */
  readonly reach: ReadonlyMap<string, ReachKind>;
  /** Roles that see `@phi` fields without `@role`. */
  readonly defaultRoles: readonly string[];
  /** Whether authenticated callers see unmarked fields. */
  readonly unmarked: 'allow' | 'deny';
  /** Category → the purposes of use that permit it. A category that is not listed needs no purpose. */
  readonly purposes: ReadonlyMap<Category, ReadonlySet<string>>;
  /** Roles that reach the patient of a break-glass grant. */
  readonly breakGlassRoles: readonly string[];
  /** Whether denied fields are filtered out or refuse the operation. A dry run only records what would be denied. */
  readonly mode: 'filter' | 'reject' | 'dry-run';
  /** Whether objects of unreached patients are omitted, or reported as errors. */
  readonly unreached: 'hide' | 'error';
  /**
   * Order of lists whose objects the caller knows by pseudonyms: sorted by released values, sorted and without paging
   * arguments, or as subgraphs return them.
   */
  readonly lists: 'order' | 'refuse-paging' | 'as-is';
  /** Whether the relationship source returns patients' consent. */
  readonly consent: boolean;
  /** Issuer → its table of SMART scopes. Scopes of other issuers limit nothing. */
  readonly scopes: ReadonlyMap<string, ScopeTable>;
  /** The canonical form of patient ids, in arguments and in subgraph responses. */
  readonly patientIds: PatientIdForm;
}

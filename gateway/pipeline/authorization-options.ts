import type { ReachKind } from '../../directives/operation/effective-roles.ts';
import type { PatientIdForm } from '../../directives/patient-id.ts';
import type { Category } from '../../directives/spec.ts';

/** How the operator completes the policy. */
export interface AuthorizationOptions {
  /** How each role reaches patients; a role that isn't here reaches none. */
  readonly reach: ReadonlyMap<string, ReachKind>;
  /** Roles that see what is `@phi` without any `@role`. */
  readonly defaultRoles: readonly string[];
  /** What an unmarked field is to an authenticated caller. */
  readonly unmarked: 'allow' | 'deny';
  /** Category → the purposes of use that open it; a category that isn't here needs none. */
  readonly purposes: ReadonlyMap<Category, ReadonlySet<string>>;
  /** Roles that break-glass lets reach the patient whom a grant names. */
  readonly breakGlassRoles: readonly string[];
  /** What becomes of an operation of which something is denied; in a dry run nothing is, but all is recorded. */
  readonly mode: 'filter' | 'reject' | 'dry-run';
  /** Whether objects of patients whom nobody reaches are told of by an error, or by nothing. */
  readonly unreached: 'hide' | 'error';
  /**
   * How lists of objects are served that the caller knows by pseudonyms: in the order of what is released, so
   * without arguments that page, or as subgraphs answer.
   */
  readonly lists: 'order' | 'refuse-paging' | 'as-is';
  /** Whether the relationship source speaks for what patients consent to. */
  readonly consent: boolean;
  /** How the ids of patients are written, in arguments and in what subgraphs answer. */
  readonly patientIds: PatientIdForm;
}

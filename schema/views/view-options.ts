import type { Policy } from '../../directives/policy/policy.ts';
import type { RuleOptions } from '../../directives/policy/rules.ts';
import type { Element } from './elements.ts';

/** The settings of the operator that affect views. */
export interface ViewOptions extends RuleOptions {
  /** Role → the patients that it reaches, in words, or `all`; null without a configuration. */
  readonly reach: ReadonlyMap<string, string> | null;
  /** The authorization mode. A dry run denies nothing. */
  readonly mode: 'filter' | 'reject' | 'dry-run';
  /** Whether objects of unreached patients are omitted without an error. */
  readonly unreached: 'hide' | 'error';
  /** Further settings that affect views, by name. They are compared and never shown. */
  readonly further: ReadonlyMap<string, string>;
}

/**
 * Whether a role counts for an element. For PHI that names no patient, only roles that reach all patients do. Without a
 * configuration, all roles are taken to.
 */
export function countsFor(
  role: string,
  { namesNoPatient }: Pick<Element, 'namesNoPatient'>,
  { reach }: Pick<ViewOptions, 'reach'>,
): boolean {
  return !namesNoPatient || reach === null || reach.get(role) === 'all';
}

/** Every role in the marks or the settings, sorted. */
export function rolesOf(policy: Policy, { defaultRoles, reach }: ViewOptions): readonly string[] {
  return [...new Set([...policy.roles, ...defaultRoles, ...(reach?.keys() ?? [])])].toSorted();
}

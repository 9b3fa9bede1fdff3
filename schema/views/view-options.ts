import type { Policy } from '../../directives/policy/policy.ts';
import type { RuleOptions } from '../../directives/policy/rules.ts';

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

/** Every role in the marks or the settings, sorted. */
export function rolesOf(policy: Policy, { defaultRoles, reach }: ViewOptions): readonly string[] {
  return [...new Set([...policy.roles, ...defaultRoles, ...(reach?.keys() ?? [])])].toSorted();
}

import type { Policy } from '../../directives/policy/policy.ts';
import type { RuleOptions } from '../../directives/policy/rules.ts';

/** What an operator decides about who sees what. */
export interface ViewOptions extends RuleOptions {
  /** Role → which patients it reaches, in words, `all` for every patient; null without a configuration. */
  readonly reach: ReadonlyMap<string, string> | null;
  /** In a dry run nothing is denied. */
  readonly mode: 'filter' | 'reject' | 'dry-run';
  /** Whether objects of patients whom nobody reaches look as if they didn't exist. */
  readonly unreached: 'hide' | 'error';
  /** Further settings that bear on who sees what, as they are written: only compared, never shown. */
  readonly further: ReadonlyMap<string, string>;
}

/** Every role that a graph or its operator names, sorted. */
export function rolesOf(policy: Policy, { defaultRoles, reach }: ViewOptions): readonly string[] {
  return [...new Set([...policy.roles, ...defaultRoles, ...(reach?.keys() ?? [])])].toSorted();
}

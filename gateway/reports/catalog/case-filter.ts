import type { CaseNode } from '../surveillance/case-node.ts';
import type { CaseState } from '../surveillance/case-state.ts';
import type { UnusualRule } from './unusual-rule.ts';

/** What cases are asked for by: those that fit all that is said. */
export interface CaseFilter {
  readonly state?: CaseState;
  readonly rule?: UnusualRule;
  /** Subject of a token, of whatever issuer. */
  readonly actor?: string;
  readonly issuer?: string;
  readonly actorName?: string;
  /** One of those that the actor had. */
  readonly role?: string;
  readonly patient?: string;
  readonly leastEvents?: number;
  /** Index of a record that shows it. */
  readonly leaf?: number;
  /** UTC ms since 1970, both inclusive. */
  readonly since?: number;
  readonly until?: number;
}

/** Whether a case that was found where the filter looks fits it: see `parseLook`. */
export function isAskedCase(
  { state, reasons, actorName, roles, events, leaves }: CaseNode,
  filter: CaseFilter,
): boolean {
  const { rule, role, leastEvents = 0, leaf } = filter;
  return (
    (filter.state === undefined || state === filter.state) &&
    (rule === undefined || reasons.some((reason) => reason.rule === rule)) &&
    (filter.actorName === undefined || actorName === filter.actorName) &&
    (role === undefined || roles.includes(role)) &&
    events >= leastEvents &&
    (leaf === undefined || leaves.includes(leaf))
  );
}

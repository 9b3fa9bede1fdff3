import { isOpenState, type CaseState } from '../../messages/case-states.ts';
import type { CaseNode } from '../cases/case-node.ts';
import type { ListedCase } from '../cases/case-order.ts';
import { pairOf } from '../cases/score-cases.ts';
import type { ScorePart } from '../cases/score.ts';

/** The fields of the GraphQL type `QueueEntry`: all cases of one actor with one patient's record. */
export interface QueueEntry {
  /** Id of the first of its cases. */
  readonly id: string;
  readonly state: CaseState;
  readonly score: number;
  readonly scoreParts: readonly ScorePart[];
  /** Of the case that has this score. */
  readonly assignee: string | null;
  readonly assigneeIssuer: string | null;
  /** The earliest day of its cases that await review. */
  readonly due: string | null;
  readonly actor: string;
  readonly issuer: string;
  readonly actorName: string | null;
  readonly roles: readonly string[];
  /** Null for cases about many patients. */
  readonly patient: string | null;
  /** ISO 8601. */
  readonly since: string;
  readonly until: string;
  readonly events: number;
  /** Newest first. */
  readonly cases: readonly CaseNode[];
}

/** Groups cases by actor and patient. `cases` are newest first, and so are those of each group. */
export function groupCases(cases: readonly ListedCase[]): readonly (readonly ListedCase[])[] {
  const groups = new Map<string, ListedCase[]>();
  for (const listed of cases) {
    const key = pairOf(listed.found);
    const group = groups.get(key) ?? [];
    group.push(listed);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/**
 * Describes a group as one entry of the queue. Its score is the highest of its cases that await review, or of all if
 * none does. Null for no cases.
 */
export function queueEntry(group: readonly ListedCase[]): QueueEntry | null {
  const cases = group.map(({ node }) => node);
  const open = cases.filter(({ state }) => isOpenState(state));
  const [lead] = (open.length > 0 ? open : cases).toSorted((a, b) => b.score - a.score);
  const newest = cases[0];
  const oldest = cases.at(-1);
  if (lead === undefined || newest === undefined || oldest === undefined) return null;
  const { actor, issuer, actorName, patient } = newest;
  return {
    id: oldest.id,
    state: lead.state,
    score: lead.score,
    scoreParts: lead.scoreParts,
    assignee: lead.assignee,
    assigneeIssuer: lead.assigneeIssuer,
    due: open.flatMap(({ due }) => due ?? []).toSorted()[0] ?? null,
    actor,
    issuer,
    actorName,
    roles: [...new Set(cases.flatMap(({ roles }) => roles))].toSorted(),
    patient,
    since: oldest.since,
    until: newest.until,
    events: cases.reduce((sum, { events }) => sum + events, 0),
    cases,
  };
}

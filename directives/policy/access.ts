import { conjunction, implies, type Alternatives } from '../marks/alternatives.ts';
import { isAccess, type AccessMark } from '../marks/graph.ts';
import { grouped } from './hierarchy.ts';
import type { Need } from './needs.ts';
import type { Access } from './policy.ts';

/**
 * Merges federation's access control on a coordinate and on all that it depends on. On one element all
 * subgraphs' applications become one, the way composition merges them, so that a supergraph says the same as
 * its subgraphs; elements stay apart, since the product of many could grow beyond measure.
 */
export function accessOf(needs: readonly Need[]): Access {
  const elements = needs.flatMap((need): (readonly AccessMark[])[] => [
    need.own.filter(isAccess),
    ...grouped(need.inherited.filter(isAccess).map((mark) => [mark.at, mark] as const)).values(),
  ]);
  return {
    authenticated: elements.flat().some(({ kind }) => kind === 'authenticated'),
    scopes: needed(elements, 'requiresScopes'),
    policies: needed(elements, 'policy'),
  };
}

/** Whether access control asks for anything, or says at least that somebody has to be known. */
export function isProtected({ authenticated, scopes, policies }: Access): boolean {
  return authenticated || scopes.length > 0 || policies.length > 0;
}

function needed(
  elements: readonly (readonly AccessMark[])[],
  kind: 'requiresScopes' | 'policy',
): readonly Alternatives[] {
  const distinct = new Map<string, Alternatives>();
  for (const marks of elements) {
    const sets = conjunction(marks.flatMap((mark) => (mark.kind === kind ? [mark.anyOf] : [])));
    distinct.set(JSON.stringify(sets), sets);
  }
  const all = [...distinct].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, sets]) => sets);
  return all.filter(
    (sets) => sets.length > 0 && !all.some((other) => other !== sets && implies(other, sets)),
  );
}

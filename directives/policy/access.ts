import { conjunction, implies, type Alternatives } from '../marks/alternatives.ts';
import { isAccess, type GrantMark } from '../marks/graph.ts';
import { grouped } from './hierarchy.ts';
import type { Need } from './needs.ts';
import type { Access } from './policy.ts';

/**
 * Merges federation's access control on a coordinate and on all that it depends on. On one element all
 * subgraphs' applications become one, the way composition merges them, so that a supergraph says the same as
 * its subgraphs; elements stay apart, since the product of many could grow beyond measure.
 */
export function accessIn(): (needs: readonly Need[]) => Access {
  const known = new Map<Need, Access>();
  const own = (need: Need): Access => {
    const access = known.get(need) ?? accessOf(need);
    known.set(need, access);
    return access;
  };
  return (needs) => {
    const all = needs.map(own).filter(isProtected);
    return {
      authenticated: all.some(({ authenticated }) => authenticated),
      scopes: strongest(all.flatMap(({ scopes }) => scopes)),
      policies: strongest(all.flatMap(({ policies }) => policies)),
    };
  };
}

/** Whether access control asks for anything, or says at least that somebody has to be known. */
export function isProtected({ authenticated, scopes, policies }: Access): boolean {
  return authenticated || scopes.length > 0 || policies.length > 0;
}

function accessOf({ own, inherited }: Need): Access {
  const types = grouped(inherited.filter(isAccess).map((mark) => [mark.at, mark] as const));
  const elements = [own.filter(isAccess), ...types.values()];
  const needed = (kind: GrantMark['kind']): readonly Alternatives[] =>
    elements.map((marks) =>
      conjunction(marks.flatMap((mark) => (mark.kind === kind ? [mark.anyOf] : []))),
    );
  return {
    authenticated: elements.flat().some(({ kind }) => kind === 'authenticated'),
    scopes: strongest(needed('requiresScopes')),
    policies: strongest(needed('policy')),
  };
}

/** Without those that ask for nothing, are there twice or follow from another one. */
function strongest(all: readonly Alternatives[]): readonly Alternatives[] {
  const distinct = new Map(all.map((sets) => [JSON.stringify(sets), sets]));
  const ordered = [...distinct].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, sets]) => sets);
  return ordered.filter(
    (sets) => sets.length > 0 && !ordered.some((other) => other !== sets && implies(other, sets)),
  );
}

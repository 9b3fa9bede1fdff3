import { conjunction, implies, type Alternatives } from '../marks/alternatives.ts';
import { isAccessDirective, type ScopesOrPolicyDirective } from '../marks/graph.ts';
import { groupByName } from './type-hierarchy.ts';
import type { ElementMarks } from './element-marks.ts';
import type { Access } from './policy.ts';

/**
 * Returns a function that merges federation's access control over several elements. The applications of all
 * subgraphs on one element become one condition, as in composition, so that a supergraph and its subgraphs give the
 * same result. Conditions of different elements stay separate, because their product can grow exponentially.
 */
export function createAccessMerger(): (elements: readonly ElementMarks[]) => Access {
  const known = new Map<ElementMarks, Access>();
  const own = (element: ElementMarks): Access => {
    const access = known.get(element) ?? accessOf(element);
    known.set(element, access);
    return access;
  };
  return (elements) => {
    const all = elements.map(own).filter(hasAccessDirectives);
    return {
      authenticated: all.some(({ authenticated }) => authenticated),
      scopes: strongest(all.flatMap(({ scopes }) => scopes)),
      policies: strongest(all.flatMap(({ policies }) => policies)),
    };
  };
}

/** Whether access control requires anything, `@authenticated` included. */
export function hasAccessDirectives({ authenticated, scopes, policies }: Access): boolean {
  return authenticated || scopes.length > 0 || policies.length > 0;
}

function accessOf({ own, inherited }: ElementMarks): Access {
  const types = groupByName(
    inherited.filter(isAccessDirective).map((mark) => [mark.at, mark] as const),
  );
  const groups = [own.filter(isAccessDirective), ...types.values()];
  const required = (kind: ScopesOrPolicyDirective['kind']): readonly Alternatives[] =>
    groups.map((marks) =>
      conjunction(marks.flatMap((mark) => (mark.kind === kind ? [mark.anyOf] : []))),
    );
  return {
    authenticated: groups.flat().some(({ kind }) => kind === 'authenticated'),
    scopes: strongest(required('requiresScopes')),
    policies: strongest(required('policy')),
  };
}

/** Removes conditions that are empty, repeated or implied by another one, and sorts the rest. */
function strongest(all: readonly Alternatives[]): readonly Alternatives[] {
  const distinct = new Map(all.map((sets) => [JSON.stringify(sets), sets]));
  const ordered = [...distinct].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, sets]) => sets);
  return ordered.filter(
    (sets) => sets.length > 0 && !ordered.some((other) => other !== sets && implies(other, sets)),
  );
}

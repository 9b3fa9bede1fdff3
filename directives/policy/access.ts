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
  const accessOnce = (element: ElementMarks): Access => {
    const access = known.get(element) ?? accessOf(element);
    known.set(element, access);
    return access;
  };
  return (elements) => {
    const all = elements.map(accessOnce).filter(hasAccessDirectives);
    return {
      authenticated: all.some(({ authenticated }) => authenticated),
      scopes: strongest(all.flatMap(({ scopes }) => scopes)),
      policies: strongest(all.flatMap(({ policies }) => policies)),
    };
  };
}

/** Whether an element has any access control directive, `@authenticated` included. */
export function hasAccessDirectives({ authenticated, scopes, policies }: Access): boolean {
  return authenticated || scopes.length > 0 || policies.length > 0;
}

/** Merges the access control on one element: one condition for the element itself and one for each inherited type. */
function accessOf({ own, inherited }: ElementMarks): Access {
  const byType = groupByName(
    inherited.filter(isAccessDirective).map((directive) => [directive.at, directive] as const),
  );
  const groups = [own.filter(isAccessDirective), ...byType.values()];
  const conditionsOf = (kind: ScopesOrPolicyDirective['kind']): readonly Alternatives[] =>
    groups.map((group) =>
      conjunction(group.flatMap((directive) => (directive.kind === kind ? [directive.anyOf] : []))),
    );
  return {
    authenticated: groups.flat().some(({ kind }) => kind === 'authenticated'),
    scopes: strongest(conditionsOf('requiresScopes')),
    policies: strongest(conditionsOf('policy')),
  };
}

/**
 * Removes conditions that are empty, repeated or implied by another one, and sorts the rest: `[["a"]]` implies
 * `[["a"], ["b"]]`, a or b, so only the first stays.
 */
function strongest(conditions: readonly Alternatives[]): readonly Alternatives[] {
  const distinct = new Map(conditions.map((condition) => [JSON.stringify(condition), condition]));
  const ordered = [...distinct]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, condition]) => condition);
  return ordered.filter(
    (condition) =>
      condition.length > 0 &&
      !ordered.some((other) => other !== condition && implies(other, condition)),
  );
}

import type { Category } from '../../../../directives/spec.ts';
import { compileSubgraphs } from '../../../../directives/policy/compile-policy.ts';
import { parseSubgraphs, type SubgraphSdl } from '../../../../schema/parse-subgraphs.ts';

/** Category → the roles that see it in full, where all marks of the schemas that name roles agree. */
export function rolesOfMarks(
  subgraphs: readonly SubgraphSdl[],
): ReadonlyMap<Category, readonly string[]> {
  const { elementMarks } = compileSubgraphs(parseSubgraphs(subgraphs).documents);
  const found = new Map<Category, Map<string, readonly string[]>>();
  for (const { own } of elementMarks.values()) {
    const roles = own.flatMap((mark) => (mark.kind === 'role' ? [mark.anyOf] : []));
    const [only, ...others] = roles;
    if (!only || only.length === 0 || others.length > 0) continue;
    for (const mark of own) {
      if (mark.kind !== 'phi') continue;
      const known = found.get(mark.category) ?? new Map<string, readonly string[]>();
      found.set(mark.category, known.set(only.join(' '), only));
    }
  }
  return new Map(
    [...found].flatMap(([category, lists]) => {
      const [only, ...others] = lists.values();
      return only && others.length === 0 ? [[category, only] as const] : [];
    }),
  );
}

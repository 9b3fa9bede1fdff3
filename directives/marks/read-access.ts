import { Kind, type DirectiveNode, type ValueNode } from 'graphql';
import type { AccessName } from './access-names.ts';
import { minimal, type Alternatives } from './alternatives.ts';
import type { Coordinate } from '../coordinate.ts';
import type { AccessDirective, Origin } from './graph.ts';
import { isUnreadable, readArguments, type Unreadable } from './read-arguments.ts';

/** Reads one application of an access control directive. */
export function readAccess(
  node: DirectiveNode,
  kind: AccessName,
  { at, origin }: { readonly at: Coordinate; readonly origin: Origin },
): AccessDirective | Unreadable {
  if (kind === 'authenticated') {
    const values = readArguments(node, []);
    return isUnreadable(values) ? values : { kind, at, origin };
  }
  const argument = kind === 'policy' ? 'policies' : 'scopes';
  const values = readArguments(node, [argument]);
  if (isUnreadable(values)) return values;
  const anyOf = readAlternatives(values.get(argument));
  if (anyOf) return { kind, at, anyOf, origin };
  return {
    message: `@${node.name.value} needs a list of lists of names.`,
    fix: `Write @${node.name.value}(${argument}: [["…", "…"], ["…"]]): a caller must hold all names of one inner list.`,
  };
}

/** Refuses list input coercion: Apollo Router reads a single name or a single list as no condition. */
function readAlternatives(value: ValueNode | undefined): Alternatives | null {
  if (value?.kind !== Kind.LIST) return null;
  const sets: string[][] = [];
  for (const inner of value.values) {
    if (inner.kind !== Kind.LIST) return null;
    const names = inner.values.flatMap((name) => (name.kind === Kind.STRING ? [name.value] : []));
    if (names.length < inner.values.length) return null;
    sets.push(names);
  }
  return minimal(sets);
}

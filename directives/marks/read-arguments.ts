import type { DirectiveNode, ValueNode } from 'graphql';

/** The result of reading something unreadable: the fault and its fix. */
export interface Unreadable {
  readonly message: string;
  readonly fix: string;
}

/** Whether a result is {@link Unreadable}. */
export function isUnreadable(value: unknown): value is Unreadable {
  return typeof value === 'object' && value !== null && 'fix' in value;
}

/** Reads a directive's arguments by name. Unknown and repeated arguments are unreadable. */
export function readArguments(
  node: DirectiveNode,
  known: readonly string[],
): ReadonlyMap<string, ValueNode> | Unreadable {
  const read = new Map<string, ValueNode>();
  for (const { name, value } of node.arguments ?? []) {
    if (!known.includes(name.value) || read.has(name.value)) {
      return {
        message: `@${node.name.value} has no argument "${name.value}", or has it twice.`,
        fix: known.length > 0 ? `Its arguments are ${known.join(', ')}.` : 'It takes no arguments.',
      };
    }
    read.set(name.value, value);
  }
  return read;
}

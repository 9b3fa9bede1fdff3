import { valueFromASTUntyped, type DirectiveNode } from 'graphql';

/** The constant value of a directive's argument; undefined where it isn't given. */
export function argumentValue(directive: DirectiveNode, name: string): unknown {
  const argument = directive.arguments?.find((candidate) => candidate.name.value === name);
  return argument && valueFromASTUntyped(argument.value);
}

/** The same for an argument that holds text; null where it doesn't. */
export function argumentText(directive: DirectiveNode, name: string): string | null {
  const value = argumentValue(directive, name);
  return typeof value === 'string' ? value : null;
}

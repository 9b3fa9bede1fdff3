import { valueFromASTUntyped, type DirectiveNode } from 'graphql';

/** The constant value of a directive's argument; undefined if it is not given. */
export function argumentValue(directive: DirectiveNode, name: string): unknown {
  const argument = directive.arguments?.find((candidate) => candidate.name.value === name);
  return argument && valueFromASTUntyped(argument.value);
}

/** The string value of a directive's argument; null if it is not given or not a string. */
export function argumentText(directive: DirectiveNode, name: string): string | null {
  const value = argumentValue(directive, name);
  return typeof value === 'string' ? value : null;
}

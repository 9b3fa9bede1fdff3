import { Kind, valueFromAST, visit } from 'graphql';
import type { FieldNode, GraphQLArgument, ValueNode } from 'graphql';
import { derive, fixed } from './varying.ts';
import type { Varying } from './varying.ts';

/** Reads the value of a field's argument: literal, variable or default; undefined where it has none. */
export function readArgument(
  { name, type, defaultValue }: GraphQLArgument,
  field: FieldNode,
): Varying<unknown> {
  const node = field.arguments?.find((argument) => argument.name.value === name)?.value;
  if (node === undefined) return fixed(defaultValue);
  if (node.kind === Kind.VARIABLE) {
    const variable = node.name.value;
    return derive([VARIES], (variables) =>
      Object.hasOwn(variables, variable) ? variables[variable] : defaultValue,
    );
  }
  return derive(hasVariable(node) ? [VARIES] : [], (variables) =>
    valueFromAST(node, type, variables),
  );
}

/** Makes a derived value depend on the request's variables. */
const VARIES: Varying<unknown> = { isFixed: false, at: () => undefined };

function hasVariable(node: ValueNode): boolean {
  let found = false;
  visit(node, { Variable: () => void (found = true) });
  return found;
}

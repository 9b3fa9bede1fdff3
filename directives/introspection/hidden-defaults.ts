import {
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import {
  argumentCoordinate,
  directiveCoordinate,
  memberCoordinate,
  type Coordinate,
} from '../coordinate.ts';
import { visitValue } from '../operation/inputs.ts';

/**
 * The arguments and input fields with a default that contains a hidden input field or enum value. Using the default
 * would be denied, so the caller sees them without one.
 */
export function hiddenDefaults(
  schema: GraphQLSchema,
  hidden: ReadonlySet<Coordinate>,
): ReadonlySet<Coordinate> {
  const inputs = [
    ...Object.values(schema.getTypeMap()).flatMap(inputsOf),
    ...schema
      .getDirectives()
      .flatMap(({ name, args }) =>
        args.map((input) => ({ at: directiveCoordinate(name, input.name), input })),
      ),
  ];
  return new Set(inputs.filter(({ input }) => hasHiddenDefault(input, hidden)).map(({ at }) => at));
}

/** Whether the default of an input contains a hidden input field or enum value. */
export function hasHiddenDefault(
  { type, defaultValue }: GraphQLArgument | GraphQLInputField,
  hidden: ReadonlySet<Coordinate>,
): boolean {
  const touched: Coordinate[] = [];
  visitValue(type, defaultValue, (at) => touched.push(at));
  return touched.some((at) => hidden.has(at));
}

interface Input {
  readonly at: Coordinate;
  readonly input: GraphQLArgument | GraphQLInputField;
}

function inputsOf(type: GraphQLNamedType): readonly Input[] {
  if (isInputObjectType(type))
    return Object.values(type.getFields()).map((input) => ({
      at: memberCoordinate(type.name, input.name),
      input,
    }));
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) =>
    field.args.map((input) => ({
      at: argumentCoordinate(type.name, field.name, input.name),
      input,
    })),
  );
}

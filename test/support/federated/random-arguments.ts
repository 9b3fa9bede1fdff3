import {
  astFromValue,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  print,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';
import type { Random } from './random.ts';

/** A variable of an operation. If `value` is undefined, the request leaves it out. */
export interface Variable {
  readonly type: string;
  /** The default as written, such as ` = 2`; empty without one. */
  readonly defaultText: string;
  readonly value: unknown;
}

/** The state while an operation is written. */
interface Writing {
  readonly random: Random;
  readonly variables: Map<string, Variable>;
  readonly idsFor: (coordinate: string) => readonly string[];
}

/** Arguments for a field, as literals and variables. Optional ones are sometimes left out. */
export function randomArguments(
  writing: Writing,
  parent: string,
  field: GraphQLField<unknown, unknown>,
): string {
  const { random } = writing;
  const given = field.args.flatMap((arg) => {
    const isRequired = isNonNullType(arg.type) && arg.defaultValue === undefined;
    if (!isRequired && random.chance(35)) return [];
    const ids = writing.idsFor(`${parent}.${field.name}(${arg.name}:)`);
    return [`${arg.name}: ${argumentText(writing, arg.type, ids)}`];
  });
  return given.length > 0 ? `(${given.join(', ')})` : '';
}

function argumentText(writing: Writing, type: GraphQLInputType, ids: readonly string[]): string {
  const { random, variables } = writing;
  const value = inputValue(writing, type, ids, 2);
  if (random.chance(55)) {
    const nullable = getNullableType(type);
    if (!isInputObjectType(nullable) || random.chance(50) || value === null)
      return literal(value, type);
    // A variable inside a literal object.
    const fields = Object.values(nullable.getFields()).flatMap((field) => {
      const given = Object.getOwnPropertyDescriptor(value, field.name);
      if (!given) return [];
      const text = random.chance(50)
        ? variable(writing, field.type, given.value)
        : literal(given.value, field.type);
      return [`${field.name}: ${text}`];
    });
    return `{${fields.join(', ')}}`;
  }
  const name = variable(writing, type, value);
  const known = variables.get(name.slice(1));
  if (known && !isNonNullType(type) && random.chance(20))
    variables.set(name.slice(1), { ...known, value: undefined });
  if (known && random.chance(15))
    variables.set(name.slice(1), {
      ...known,
      defaultText: ` = ${literal(inputValue(writing, type, ids, 1), type)}`,
      value: random.chance(50) ? undefined : known.value,
    });
  return name;
}

function variable({ variables }: Writing, type: GraphQLInputType, value: unknown): string {
  const name = `v${variables.size}`;
  variables.set(name, { type: String(type), defaultText: '', value });
  return `$${name}`;
}

/** A random value of an input type, as JSON. `ids` are used for scalars if there are any. */
function inputValue(
  writing: Writing,
  type: GraphQLInputType,
  ids: readonly string[],
  depth: number,
): unknown {
  const { random } = writing;
  if (!isNonNullType(type) && random.chance(10)) return null;
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    if (random.chance(10)) return inputValue(writing, nullable.ofType, ids, depth);
    return Array.from({ length: random.below(3) }, () =>
      inputValue(writing, nullable.ofType, ids, depth),
    );
  }
  if (isEnumType(nullable)) return random.pick(nullable.getValues()).name;
  if (isInputObjectType(nullable)) {
    const fields = Object.values(nullable.getFields()).filter((field) => {
      if (isRequiredInputField(field)) return true;
      return random.chance(35) && (depth > 0 || !isInputObjectType(getNullableType(field.type)));
    });
    return Object.fromEntries(
      fields.map((field) => [
        field.name,
        inputValue(
          writing,
          field.type,
          writing.idsFor(`${nullable.name}.${field.name}`),
          depth - 1,
        ),
      ]),
    );
  }
  return random.pick(ids.length > 0 ? ids : (SCALARS[nullable.name] ?? ['text']));
}

const SCALARS: Readonly<Record<string, readonly unknown[]>> = {
  Int: [0, 2, -1],
  Float: [0.5, 2],
  Boolean: [true, false],
  String: ['text', 't', ''],
  ID: ['x-1', 'Patient-0', '7'],
  Blob: ['text', 7],
};

/** A value as a GraphQL literal. */
function literal(value: unknown, type: GraphQLInputType): string {
  const node = astFromValue(value, type);
  if (!node) throw new TypeError(`no literal of ${JSON.stringify(value)} for ${String(type)}`);
  return print(node);
}

import {
  getNamedType,
  isCompositeType,
  isLeafType,
  isObjectType,
  isUnionType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';

/** A random operation: valid but for overlapping fields, which the caller checks. */
export interface RandomOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** How arguments of a schema are filled: argument name → literals to choose from, and its variable. */
export interface ArgumentChoices {
  readonly [argument: string]: {
    readonly literals: readonly string[];
    readonly variable: { readonly type: string; readonly values: readonly unknown[] };
  };
}

/** A small deterministic generator (mulberry32): the same seed gives the same operation. */
export function createRandom(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

/** Writes an operation with aliases, fragments of every kind, conditions, variables and arguments. */
export function randomOperation(
  schema: GraphQLSchema,
  seed: number,
  choices: ArgumentChoices,
): RandomOperation {
  const random = createRandom(seed);
  const chance = (percent: number): boolean => random(100) < percent;
  const pick = <T>(items: readonly T[]): T => items[random(items.length)] as T;
  const variables = new Map<string, { readonly type: string; readonly value: unknown }>();
  const fragments: string[] = [];
  const names = ['name', 'ssn', 'nick', 'id', 'code', 'a', 'b', 'constructor', 'toString', 'owner'];

  const condition = (): string => {
    if (!chance(12)) return '';
    const directive = pick(['skip', 'include']);
    if (chance(30)) return ` @${directive}(if: ${String(chance(50))})`;
    const name = pick(['yes', 'no']);
    variables.set(name, { type: 'Boolean!', value: name === 'yes' });
    return ` @${directive}(if: $${name})`;
  };

  const argumentsOf = (field: GraphQLField<unknown, unknown>): string => {
    const given = field.args.flatMap((arg) => {
      const choice = choices[arg.name];
      if (!choice || (arg.defaultValue !== undefined && chance(40))) return [];
      if (chance(50)) return [`${arg.name}: ${pick(choice.literals)}`];
      const name = `${arg.name}${random(2)}`;
      if (!variables.has(name))
        variables.set(name, { type: choice.variable.type, value: pick(choice.variable.values) });
      return [`${arg.name}: $${name}`];
    });
    return given.length > 0 ? `(${given.join(', ')})` : '';
  };

  const typesFor = (type: GraphQLCompositeType): GraphQLCompositeType[] =>
    Object.values(schema.getTypeMap()).filter(
      (other): other is GraphQLCompositeType =>
        isCompositeType(other) &&
        !other.name.startsWith('__') &&
        other !== schema.getQueryType() &&
        overlaps(schema, type, other),
    );

  const selectionSet = (type: GraphQLCompositeType, depth: number): string => {
    const parts: string[] = [];
    const count = 1 + random(4);
    const fields = isUnionType(type) ? [] : Object.values(type.getFields());
    const leaves = fields.filter((field) => isLeafType(getNamedType(field.type)));
    for (let index = 0; index < count; index += 1) {
      if (chance(10)) {
        parts.push(chance(50) ? '__typename' : '__isIt: __typename');
        continue;
      }
      if (type !== schema.getQueryType() && (fields.length === 0 || chance(25))) {
        const on = pick(typesFor(type));
        const inside = selectionSet(on, depth - 1);
        if (chance(30)) {
          const name = `F${fragments.length}`;
          fragments.push(`fragment ${name} on ${on.name} ${inside}`);
          parts.push(`...${name}${condition()}`);
          if (chance(20)) parts.push(`...${name}`);
        } else
          parts.push(
            `... ${chance(10) && on === type ? '' : `on ${on.name}`}${condition()} ${inside}`,
          );
        continue;
      }
      const open = depth > 0 ? fields : leaves;
      if (open.length === 0) continue;
      const field = pick(open);
      const named = getNamedType(field.type);
      const alias = chance(30) ? `${pick(names)}: ` : '';
      const below = isCompositeType(named) ? ` ${selectionSet(named, depth - 1)}` : '';
      parts.push(`${alias}${field.name}${argumentsOf(field)}${condition()}${below}`);
    }
    if (parts.length === 0) parts.push('__typename');
    return `{ ${parts.join(' ')} }`;
  };

  const root = schema.getQueryType();
  if (!root) throw new TypeError('no query type');
  const body = selectionSet(root, 3);
  const definitions = [...variables].map(([name, { type }]) => `$${name}: ${type}`);
  const head = definitions.length > 0 ? `query Q(${definitions.join(', ')}) ` : '';
  return {
    query: `${head}${body}\n${fragments.join('\n')}`,
    variables: Object.fromEntries([...variables].map(([name, { value }]) => [name, value])),
  };
}

function overlaps(
  schema: GraphQLSchema,
  one: GraphQLCompositeType,
  other: GraphQLCompositeType,
): boolean {
  const types = (type: GraphQLCompositeType) =>
    isObjectType(type) ? [type] : [...schema.getPossibleTypes(type)];
  return types(one).some((type) => types(other).includes(type));
}

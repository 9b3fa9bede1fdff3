import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isUnionType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { applicableTypes } from './applicable-types.ts';
import { createRandom, type Random } from './random.ts';
import { randomArguments, type Variable } from './random-arguments.ts';
import { isOfShape } from './random-shapes.ts';

/** A random operation. It is valid, except that fields with the same response key may not merge: check that. */
export interface RandomOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The state while an operation is written. */
interface Writing {
  readonly schema: GraphQLSchema;
  readonly random: Random;
  readonly aliases: readonly string[];
  readonly variables: Map<string, Variable>;
  readonly fragments: string[];
  readonly idsFor: (coordinate: string) => readonly string[];
  readonly hasShapes: boolean;
}

/**
 * Writes an operation with aliases, fragments of every kind, `@skip` and `@include`, variables and arguments. `idsFor`
 * returns the ids to use for an argument or input field, by coordinate.
 */
export function randomOperation(
  schema: GraphQLSchema,
  seed: number,
  { idsFor, hasShapes }: Pick<Writing, 'idsFor' | 'hasShapes'>,
): RandomOperation {
  const random = createRandom(seed);
  const writing: Writing = {
    schema,
    random,
    aliases: aliasesOf(schema),
    variables: new Map(),
    fragments: [],
    idsFor,
    hasShapes,
  };
  const mutation = random.chance(18) ? schema.getMutationType() : undefined;
  const root = mutation ?? schema.getQueryType();
  if (!root) throw new TypeError('no query type');
  const body = selectionSet(writing, root, 3 + random.below(hasShapes ? 3 : 2));
  const definitions = [...writing.variables].map(
    ([name, { type, defaultText }]) => `$${name}: ${type}${defaultText}`,
  );
  const kind = mutation ? 'mutation' : 'query';
  const head = definitions.length > 0 ? `${kind} Q(${definitions.join(', ')}) ` : `${kind} `;
  return {
    query: `${head}${body}\n${writing.fragments.join('\n')}`,
    variables: Object.fromEntries(
      [...writing.variables].flatMap(([name, { value }]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
  };
}

/** Aliases: names of other fields, of keys, and of properties of every JavaScript object. */
function aliasesOf(schema: GraphQLSchema): readonly string[] {
  const names = new Set([
    'id',
    'uid',
    'owner',
    'a',
    'b',
    'constructor',
    'hasOwnProperty',
    'type',
    'number',
    '_',
  ]);
  for (const type of Object.values(schema.getTypeMap()))
    if ('getFields' in type && !type.name.startsWith('__'))
      for (const name of Object.keys(type.getFields())) names.add(name);
  return [...names];
}

function selectionSet(writing: Writing, type: GraphQLCompositeType, depth: number): string {
  const { schema, random } = writing;
  if (writing.hasShapes && isAbstractType(type) && random.chance(20))
    return `{ ${random.pick(['__typename', 'note: __typename', `... on ${random.pick(overlapping(schema, type)).name} { __typename }`])} }`;
  const isRoot = type === schema.getQueryType() || type === schema.getMutationType();
  const fields = isUnionType(type) ? [] : Object.values(type.getFields());
  const open = depth > 0 ? fields : fields.filter((field) => isLeafType(getNamedType(field.type)));
  const parts: string[] = [];
  for (let count = isRoot ? 1 + random.below(3) : 2 + random.below(3); count > 0; count -= 1) {
    if (random.chance(8))
      parts.push(
        random.pick(['__typename', '__isIt: __typename', 'id: __typename']) + condition(writing),
      );
    else if (!isRoot && depth > 0 && (fields.length === 0 || random.chance(25)))
      parts.push(...fragment(writing, type, depth));
    else if (isRoot && random.chance(5))
      parts.push(`... on ${type.name}${condition(writing)} ${selectionSet(writing, type, depth)}`);
    else if (open.length > 0) {
      const ofShapes = writing.hasShapes ? open.filter(({ name }) => isOfShape(name)) : [];
      const field = random.pick(ofShapes.length > 0 && random.chance(50) ? ofShapes : open);
      const alias = random.chance(30) ? `${random.pick(writing.aliases)}: ` : '';
      const text = fieldText(writing, { type, field, depth });
      parts.push(alias + text);
      if (random.chance(6)) parts.push(text);
    }
  }
  return `{ ${parts.length > 0 ? parts.join(' ') : '__typename'} }`;
}

function fieldText(
  writing: Writing,
  at: {
    readonly type: GraphQLCompositeType;
    readonly field: GraphQLField<unknown, unknown>;
    readonly depth: number;
  },
): string {
  const named = getNamedType(at.field.type);
  const below = isCompositeType(named) ? ` ${selectionSet(writing, named, at.depth - 1)}` : '';
  return `${at.field.name}${randomArguments(writing, at.type.name, at.field)}${condition(writing)}${below}`;
}

function fragment(writing: Writing, type: GraphQLCompositeType, depth: number): string[] {
  const { schema, random, fragments } = writing;
  const on = random.pick(overlapping(schema, type));
  const inside = selectionSet(writing, on, depth - 1);
  if (!random.chance(30)) {
    const isBare = random.chance(20) && on === type;
    return [`... ${isBare ? '' : `on ${on.name}`}${condition(writing)} ${inside}`];
  }
  const name = `F${fragments.length}`;
  fragments.push(`fragment ${name} on ${on.name} ${inside}`);
  return [`...${name}${condition(writing)}`, ...(random.chance(20) ? [`...${name}`] : [])];
}

function condition({ random, variables }: Writing): string {
  if (!random.chance(7)) return '';
  const directive = random.pick(['skip', 'include']);
  if (random.chance(30)) return ` @${directive}(if: ${String(random.chance(50))})`;
  const name = random.pick(['yes', 'no', 'unsaid']);
  if (name === 'unsaid')
    variables.set(name, { type: 'Boolean', defaultText: ' = true', value: undefined });
  else variables.set(name, { type: 'Boolean!', defaultText: '', value: name === 'yes' });
  return ` @${directive}(if: $${name})`;
}

/** The types on which a fragment inside `type` can be: those that share an object type with it. */
function overlapping(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
): readonly GraphQLCompositeType[] {
  const own: readonly GraphQLObjectType[] = applicableTypes(schema, type);
  return Object.values(schema.getTypeMap()).filter(
    (other): other is GraphQLCompositeType =>
      isCompositeType(other) &&
      !other.name.startsWith('__') &&
      applicableTypes(schema, other).some((one) => own.includes(one)),
  );
}

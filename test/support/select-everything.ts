import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isRequiredArgument,
  isUnionType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';

/** What a selection includes. */
export interface Extent {
  readonly depth: number;
  /** Values of arguments by name. Fields that require other arguments are left out. */
  readonly give: Readonly<Record<string, string>>;
  readonly isAsked: (coordinate: string) => boolean;
}

/**
 * A selection of a field with all fields of its objects and of the types that they can have, down to a depth, and with
 * `__typename` of every object. Empty if a required argument has no value.
 */
export function selectEverything(
  schema: GraphQLSchema,
  field: GraphQLField<unknown, unknown>,
  extent: Extent,
): readonly string[] {
  const { depth, give } = extent;
  const type = getNamedType(field.type);
  const given = field.args.filter(({ name }) => name in give);
  const isLacking = field.args.some((arg) => isRequiredArgument(arg) && !given.includes(arg));
  if (isLacking || (depth === 0 && isCompositeType(type))) return [];
  const args = given.map(({ name }) => `${name}: ${give[name]}`).join(' ');
  const below = isCompositeType(type)
    ? ` ${everything(schema, type, { ...extent, depth: depth - 1 })}`
    : '';
  return [`${field.name}${args === '' ? '' : `(${args})`}${below}`];
}

/** A selection set with every field of a type, and of the types that its objects can have. */
export function everything(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
  extent: Extent,
): string {
  const own = isUnionType(type) ? [] : Object.values(type.getFields());
  const fields = own
    .filter(({ name }) => extent.isAsked(`${type.name}.${name}`))
    .flatMap((field) => selectEverything(schema, field, extent));
  const members = isAbstractType(type) ? schema.getPossibleTypes(type) : [];
  const fragments = members.map(
    (each) => `... on ${each.name} ${everything(schema, each, extent)}`,
  );
  return `{ __typename ${[...fields, ...fragments].join(' ')} }`;
}

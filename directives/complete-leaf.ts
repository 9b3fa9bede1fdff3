import { getNamedType, isEnumType, type GraphQLOutputType } from 'graphql';

/**
 * A leaf value as its type allows it, or undefined where the type can't hold it. Custom scalars hold
 * whatever the subgraph sends. https://spec.graphql.org/October2021/#sec-Scalars
 */
export function completeLeaf(type: GraphQLOutputType, value: unknown): unknown {
  const named = getNamedType(type);
  if (isEnumType(named))
    return typeof value === 'string' && named.getValue(value) ? value : undefined;
  switch (named.name) {
    case 'Int':
      return isInt(value) ? value : undefined;
    case 'Float':
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
    case 'Boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'String':
      return typeof value === 'string' ? value : undefined;
    case 'ID':
      return typeof value === 'string' || isInt(value) ? String(value) : undefined;
    default:
      return value;
  }
}

function isInt(value: unknown): boolean {
  return Number.isInteger(value) && Math.abs(Number(value)) <= 0x7fff_ffff;
}

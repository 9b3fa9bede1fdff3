import { getNamedType, isInputObjectType } from 'graphql';
import type { GraphQLInputType } from 'graphql';
import {
  argumentCoordinate,
  memberCoordinate,
  typeCoordinate,
  type Coordinate,
} from '../../../directives/coordinate.ts';
import { readArgument } from './read-argument.ts';
import type { CountedField } from './required-selections.ts';
import { derive } from './varying.ts';
import type { Varying } from './varying.ts';

/**
 * Creates the costs of a field's arguments: an input object costs 1, a leaf nothing, unless `@cost` declares another
 * weight. Null and missing arguments are free.
 */
export function createArgumentCost(
  weights: ReadonlyMap<Coordinate, number>,
): (field: CountedField) => readonly Varying<number>[] {
  function costOf(value: unknown, type: GraphQLInputType, at: Coordinate): number {
    if (value === null || value === undefined) return 0;
    const named = getNamedType(type);
    const weight = weights.get(at) ?? weights.get(typeCoordinate(named.name));
    if (Array.isArray(value))
      return value.reduce<number>((cost, item) => cost + costOf(item, type, at), weight ?? 0);
    if (!isInputObjectType(named)) return weight ?? 0;
    const fields = named.getFields();
    return Object.entries(value).reduce((cost, [key, item]) => {
      const field = fields[key];
      return cost + (field ? costOf(item, field.type, memberCoordinate(named.name, key)) : 0);
    }, weight ?? 1);
  }

  return ({ parent, definition, node }) =>
    definition.args.flatMap((argument) => {
      const at = argumentCoordinate(parent.name, definition.name, argument.name);
      const named = getNamedType(argument.type);
      if (!isInputObjectType(named) && !weights.has(at) && !weights.has(typeCoordinate(named.name)))
        return [];
      const read = readArgument(argument, node);
      return derive([read], (variables) => costOf(read.at(variables), argument.type, at));
    });
}

import {
  introspectionFromSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
  isUnionType,
  type GraphQLSchema,
} from 'graphql';
import { visibleSchema } from '../../directives/introspection/visible-schema.ts';
import { authorize } from '../../directives/operation/authorize.ts';
import { tokenAccessOf } from '../../directives/operation/token-access.ts';
import { compileRules } from '../../directives/policy/rules.ts';
import type { Caller } from '../../gateway/platform/caller.ts';
import type { AuthorizationOptions } from '../../gateway/pipeline/graph/authorization-options.ts';
import { clientSchema } from '../../schema/client-schema.ts';
import { createCallerReach } from '../../gateway/pipeline/graph/caller-reach.ts';
import { composeMarked } from './compose-subgraphs.ts';
import { contextOf } from './in-process-graph.ts';

/** The schema that introspection shows a caller. The subgraphs' schemas are given without their head. */
export async function introspectedSchema(
  subgraphs: Readonly<Record<string, string>>,
  caller: Caller,
  authorization: AuthorizationOptions,
): Promise<GraphQLSchema> {
  const composed = composeMarked(subgraphs);
  if (!composed.ok) throw new Error(JSON.stringify(composed.problems));
  const { policy } = composed;
  const reach = createCallerReach(authorization, new Map())(contextOf(caller));
  const decisions = await authorize(policy, compileRules(policy, authorization), {
    reach,
    tokenAccess: tokenAccessOf(policy, caller),
    unmarked: authorization.unmarked === 'allow' ? 'full' : 'none',
  });
  const schema = clientSchema(composed.supergraphSdl);
  const { __schema: introspection } = introspectionFromSchema(schema);
  return visibleSchema({ schema, introspection }, { decisions, reach }).schema;
}

/** Every coordinate of a schema that its authors wrote, and `Union = A | B`. */
export function coordinatesOf(schema: GraphQLSchema): ReadonlySet<string> {
  const found = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue;
    found.add(type.name);
    if (isEnumType(type))
      for (const { name } of type.getValues()) found.add(`${type.name}.${name}`);
    if (isInputObjectType(type))
      for (const name of Object.keys(type.getFields())) found.add(`${type.name}.${name}`);
    if (isUnionType(type))
      found.add(
        `${type.name} = ${type
          .getTypes()
          .map(({ name }) => name)
          .join(' | ')}`,
      );
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      found.add(`${type.name}.${field.name}`);
      for (const { name } of field.args) found.add(`${type.name}.${field.name}(${name}:)`);
    }
  }
  for (const directive of schema.getDirectives()) {
    if (isSpecifiedDirective(directive)) continue;
    found.add(`@${directive.name}`);
    for (const { name } of directive.args) found.add(`@${directive.name}(${name}:)`);
  }
  return found;
}

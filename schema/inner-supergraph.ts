import {
  Kind,
  print,
  visit,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type TypeNode,
} from 'graphql';
import { isUnresolvable } from './subgraph-keys.ts';
import { supergraphDocument } from './supergraph-document.ts';
import { withoutAccess } from './without-access.ts';

/**
 * The supergraph for the planner. Every output field is nullable, so that only the release step propagates nulls;
 * `join__field(type:)` keeps the type that each subgraph declares. `@inaccessible` elements can be selected, because a
 * `@patient` path can use them. Federation's access control is removed, because Apollo's planner refuses it. Of a subgraph's
 * keys, those that it resolves come first: to fetch a field with `@requires`, the planner uses the first key.
 */
export function innerSupergraph(supergraphSdl: string): DocumentNode {
  return visit(withoutAccess(supergraphDocument(supergraphSdl)), {
    Directive: (node) => (node.name.value === 'inaccessible' ? null : undefined),
    ObjectTypeDefinition: { leave: (node) => withResolvableKeysFirst(withNullableFields(node)) },
    InterfaceTypeDefinition: { leave: (node) => withResolvableKeysFirst(withNullableFields(node)) },
  });
}

function withResolvableKeysFirst<
  Node extends ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode,
>(node: Node): Node {
  const all = node.directives ?? [];
  const last = all.filter((one) => one.name.value === 'join__type' && isUnresolvable(one));
  return { ...node, directives: [...all.filter((one) => !last.includes(one)), ...last] };
}

function withNullableFields<Node extends ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode>(
  node: Node,
): Node {
  // A subgraph has one join__type per key, so it can occur several times.
  const graphs = new Set(
    directives(node, 'join__type').flatMap((directive) => graphOf(directive) ?? []),
  );
  return { ...node, fields: node.fields?.map((field) => withNullableType(field, [...graphs])) };
}

function withNullableType(
  field: FieldDefinitionNode,
  graphs: readonly string[],
): FieldDefinitionNode {
  const type = nullable(field.type);
  if (type === field.type) return field;
  const own = print(field.type);
  const joins = directives(field, 'join__field');
  // Without a join__field, every subgraph with the type has the field.
  const explicit =
    joins.length > 0
      ? joins.map((join) => withType(join, own))
      : graphs.map((graph) => withType(joinField(graph), own));
  const others = (field.directives ?? []).filter(({ name }) => name.value !== 'join__field');
  return { ...field, type, directives: [...explicit, ...others] };
}

function withType(join: ConstDirectiveNode, type: string): ConstDirectiveNode {
  const args = join.arguments ?? [];
  // Without a graph, it says that no subgraph has the field itself.
  if (!graphOf(join) || args.some(({ name }) => name.value === 'type')) return join;
  return {
    ...join,
    arguments: [
      ...args,
      {
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: 'type' },
        value: { kind: Kind.STRING, value: type },
      },
    ],
  };
}

function joinField(graph: string): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: 'join__field' },
    arguments: [
      {
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: 'graph' },
        value: { kind: Kind.ENUM, value: graph },
      },
    ],
  };
}

function graphOf(directive: ConstDirectiveNode): string | undefined {
  const value = directive.arguments?.find(({ name }) => name.value === 'graph')?.value;
  return value?.kind === Kind.ENUM ? value.value : undefined;
}

function directives(
  node: { readonly directives?: readonly ConstDirectiveNode[] | undefined },
  name: string,
): readonly ConstDirectiveNode[] {
  return (node.directives ?? []).filter((directive) => directive.name.value === name);
}

function nullable(type: TypeNode): Exclude<TypeNode, { kind: Kind.NON_NULL_TYPE }> {
  if (type.kind === Kind.NON_NULL_TYPE) return nullable(type.type);
  if (type.kind === Kind.NAMED_TYPE) return type;
  const item = nullable(type.type);
  return item === type.type ? type : { ...type, type: item };
}

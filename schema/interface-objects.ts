import {
  Kind,
  print,
  visit,
  type ConstDirectiveNode,
  type DocumentNode,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import { supergraphDocument } from './supergraph-document.ts';

/** The interfaces of a supergraph that are an `@interfaceObject` in some subgraph. */
export function interfaceObjects(supergraphSdl: string): ReadonlySet<string> {
  return new Set(
    supergraphDocument(supergraphSdl).definitions.flatMap((node) =>
      node.kind === Kind.INTERFACE_TYPE_DEFINITION && node.directives?.some(isInterfaceObject)
        ? [node.name.value]
        : [],
    ),
  );
}

/**
 * Declares each interface that is an `@interfaceObject` in some subgraph, but that no type implements, as an object type. As
 * an interface, it has no objects that a caller could see: the subgraph with the `@interfaceObject` returns no other type.
 * The other subgraphs have no type by which they could resolve its keys.
 */
export function withObjectTypes(supergraphSdl: string, document: DocumentNode) {
  const above = new Set(
    document.definitions.flatMap((node) =>
      'interfaces' in node ? (node.interfaces ?? []).map(({ name }) => name.value) : [],
    ),
  );
  const changed = visit(document, {
    InterfaceTypeDefinition: (node): ObjectTypeDefinitionNode | undefined => {
      const { directives = [], interfaces = [] } = node;
      const isBare = interfaces.length === 0 && !above.has(node.name.value);
      if (!isBare || !directives.some(isInterfaceObject)) return undefined;
      return {
        ...node,
        kind: Kind.OBJECT_TYPE_DEFINITION,
        directives: directives.map((directive) => {
          if (directive.name.value !== 'join__type') return directive;
          const { arguments: given = [] } = directive;
          return isInterfaceObject(directive)
            ? {
                ...directive,
                arguments: given.filter(({ name }) => name.value !== 'isInterfaceObject'),
              }
            : { ...directive, arguments: given.filter(({ name }) => name.value !== 'key') };
        }),
      };
    },
  });
  return changed === document
    ? { supergraphSdl, document }
    : { supergraphSdl: print(changed), document: changed };
}

/** https://specs.apollo.dev/join/v0.3/#@join__type */
function isInterfaceObject(directive: ConstDirectiveNode): boolean {
  if (directive.name.value !== 'join__type') return false;
  const given = directive.arguments?.find(({ name }) => name.value === 'isInterfaceObject');
  return given?.value.kind === Kind.BOOLEAN && given.value.value;
}

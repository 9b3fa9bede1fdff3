import { Kind, type ConstDirectiveNode } from 'graphql';
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

/** https://specs.apollo.dev/join/v0.3/#@join__type */
function isInterfaceObject(directive: ConstDirectiveNode): boolean {
  if (directive.name.value !== 'join__type') return false;
  const given = directive.arguments?.find(({ name }) => name.value === 'isInterfaceObject');
  return given?.value.kind === Kind.BOOLEAN && given.value.value;
}

import { Kind, parse, type ConstDirectiveNode } from 'graphql';

/** The interfaces of a supergraph that are an `@interfaceObject` in some subgraph. */
export function interfaceObjects(supergraphSdl: string): ReadonlySet<string> {
  return new Set(
    parse(supergraphSdl, { noLocation: true }).definitions.flatMap((node) =>
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

import { isTypeDefinitionNode, Kind, visit, type DocumentNode } from 'graphql';
import { readLocalNames } from '../../directives/marks/local-names.ts';
import { schemaElements } from '../../directives/marks/schema-elements.ts';

/**
 * The elements of the phi specification that a schema uses without defining them, by their local names. The gateway
 * composes such a schema, but a GraphQL server does not start with it.
 */
export function undefinedMarks(document: DocumentNode): readonly string[] {
  const names = readLocalNames(document);
  const used = new Set<string>();
  for (const { directives } of schemaElements(document)) {
    for (const { name } of directives) {
      if (names.directives.has(name.value)) used.add(`@${name.value}`);
    }
  }
  visit(document, {
    NamedType: ({ name }) => void (names.types.has(name.value) && used.add(name.value)),
  });
  for (const node of document.definitions) {
    if (node.kind === Kind.DIRECTIVE_DEFINITION) used.delete(`@${node.name.value}`);
    else if (isTypeDefinitionNode(node)) used.delete(node.name.value);
  }
  return [...used];
}

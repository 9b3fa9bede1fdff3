import {
  isTypeDefinitionNode,
  Kind,
  specifiedScalarTypes,
  visit,
  type DocumentNode,
} from 'graphql';
import { parseSchema } from '../../../schema/parse-subgraphs.ts';

/** A file of a folder, which would be a subgraph of its own. */
export interface FileOfFolder {
  readonly path: string;
  readonly sdl: string;
}

/**
 * Returns a problem if a file of a folder uses a type that only another file of the folder defines: a subgraph defines each
 * type that it uses, so the files are parts of one. Null if each can be a subgraph.
 */
export function splitSubgraphProblem(
  folder: string,
  files: readonly FileOfFolder[],
): string | null {
  const parsed = files.flatMap(({ path, sdl }) => {
    const read = parseSchema(sdl, null);
    return 'document' in read ? [{ path, ...typesOf(read.document) }] : [];
  });
  for (const { path, defined, used } of parsed) {
    for (const type of used) {
      if (defined.has(type)) continue;
      const other = parsed.find((each) => each.defined.has(type));
      if (other)
        return `${folder}: ${path} uses the type ${type}, which only ${other.path} defines, so these files are one subgraph. Write NAME=${folder}.`;
    }
  }
  return null;
}

function typesOf(document: DocumentNode) {
  const defined = new Set(specifiedScalarTypes.map(({ name }) => name));
  const used = new Set<string>();
  for (const node of document.definitions) {
    if (isTypeDefinitionNode(node)) defined.add(node.name.value);
    // Federation adds the types of its own directives, such as `FieldSet`.
    if (node.kind !== Kind.DIRECTIVE_DEFINITION)
      visit(node, { NamedType: ({ name }) => void used.add(name.value) });
  }
  return { defined, used };
}

import { existsSync, readdirSync, readFileSync, statSync, type Dirent } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { isTypeDefinitionNode, isTypeExtensionNode, Kind, parse, visit } from 'graphql';
import type { DocumentNode } from 'graphql';

/** The GraphQL files of a folder. */
export interface SchemaFiles {
  /** Files with the schema of a subgraph, valid or not. */
  readonly schemas: readonly string[];
  /** Files that no subgraph serves: operations, definitions of directives for editors, links to folders. */
  readonly skipped: readonly string[];
}

/** Finds the GraphQL files of a folder and its subfolders, without hidden folders and `node_modules`. */
export function findSchemaFiles(folder: string): SchemaFiles {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }))
    .filter(({ path }) => !relative(folder, path).split(sep).some(isExcluded))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const links = found
    .filter(({ entry, path }) => entry.isSymbolicLink() && isFolder(path))
    .map(({ path }) => path);
  // Newer versions of Node.js read linked folders too: skip them on all versions.
  const entries = found.filter(({ path }) => !links.some((link) => path.startsWith(link + sep)));
  const files = entries.filter(isGraphqlFile).map(({ path }) => path);
  const isSchema = new Map(files.map((file) => [file, !definesNothing(file)]));
  return {
    schemas: files.filter((file) => isSchema.get(file) === true),
    skipped: [...files.filter((file) => isSchema.get(file) === false), ...links],
  };
}

/** Whether a path is an existing folder. */
export function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

const EXTENSIONS: ReadonlySet<string> = new Set(['.graphql', '.graphqls', '.gql', '.gqls']);

function isGraphqlFile({ entry, path }: { readonly entry: Dirent; readonly path: string }) {
  return !entry.isDirectory() && EXTENSIONS.has(extname(path).toLowerCase()) && !isFolder(path);
}

/** Folders whose schemas are not the author's own. */
function isExcluded(inner: string): boolean {
  return inner === 'node_modules' || inner.startsWith('.');
}

/** Whether a file is valid GraphQL and defines nothing that a subgraph serves. A file that is not valid must be fixed. */
function definesNothing(file: string): boolean {
  try {
    const document = parse(readFileSync(file, 'utf8'));
    const served = servedTypes(document);
    return !document.definitions.some(
      (node) =>
        node.kind === Kind.SCHEMA_DEFINITION ||
        node.kind === Kind.SCHEMA_EXTENSION ||
        isTypeExtensionNode(node) ||
        (isTypeDefinitionNode(node) && served.has(node.name.value)),
    );
  } catch {
    return false;
  }
}

/** The types that a document defines, except those of the arguments of the directives that it defines. */
function servedTypes(document: DocumentNode): ReadonlySet<string> {
  const types = new Set(
    document.definitions.filter(isTypeDefinitionNode).map(({ name }) => name.value),
  );
  visit(document, {
    DirectiveDefinition: (definition) => {
      visit(definition, { NamedType: ({ name }) => void types.delete(name.value) });
    },
  });
  return types;
}

import { existsSync, readdirSync, readFileSync, statSync, type Dirent } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { isTypeDefinitionNode, isTypeExtensionNode, Kind, parse, visit } from 'graphql';
import type { DocumentNode } from 'graphql';

/** The GraphQL files of a folder. */
export interface SchemaFiles {
  /** Each is a subgraph's schema, or what its author has to fix until it is one. */
  readonly schemas: readonly string[];
  /** Nothing of these is served: operations, definitions of directives for editors, links to folders. */
  readonly leftOut: readonly string[];
}

/** Finds the GraphQL files of a folder and of those in it, hidden folders and packages apart. */
export function findSchemaFiles(folder: string): SchemaFiles {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }))
    .filter(({ path }) => !relative(folder, path).split(sep).some(isForeign))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const links = found
    .filter(({ entry, path }) => entry.isSymbolicLink() && isFolder(path))
    .map(({ path }) => path);
  // Newer lines of Node.js read linked folders too.
  const entries = found.filter(({ path }) => !links.some((link) => path.startsWith(link + sep)));
  const files = entries.filter(isGraphqlFile).map(({ path }) => path);
  const isSchema = new Map(files.map((file) => [file, !isBeside(file)]));
  return {
    schemas: files.filter((file) => isSchema.get(file) === true),
    leftOut: [...files.filter((file) => isSchema.get(file) === false), ...links],
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

/** Folders in which no author's own schema lies. */
function isForeign(inner: string): boolean {
  return inner === 'node_modules' || inner.startsWith('.');
}

/** Whether a file defines nothing that a subgraph serves. What isn't GraphQL is an author's to mend. */
function isBeside(file: string): boolean {
  try {
    const document = parse(readFileSync(file, 'utf8'));
    const own = ownTypes(document);
    return !document.definitions.some(
      (node) =>
        node.kind === Kind.SCHEMA_DEFINITION ||
        node.kind === Kind.SCHEMA_EXTENSION ||
        isTypeExtensionNode(node) ||
        (isTypeDefinitionNode(node) && own.has(node.name.value)),
    );
  } catch {
    return false;
  }
}

/** The types of a document that aren't there for the arguments of the directives which it defines. */
function ownTypes(document: DocumentNode): ReadonlySet<string> {
  const own = new Set(
    document.definitions.filter(isTypeDefinitionNode).map(({ name }) => name.value),
  );
  visit(document, {
    DirectiveDefinition: (definition) => {
      visit(definition, { NamedType: ({ name }) => void own.delete(name.value) });
    },
  });
  return own;
}

import { existsSync, readdirSync, readFileSync, statSync, type Dirent } from 'node:fs';
import { extname, join } from 'node:path';
import { isTypeDefinitionNode, isTypeExtensionNode, Kind, parse, visit } from 'graphql';
import type { DocumentNode } from 'graphql';
import { globSync } from 'tinyglobby';
import { isBlank } from '../../../schema/schema-files.ts';

/** The GraphQL files of a folder or a glob. */
export interface FoundFiles {
  /** Files with the schema of a subgraph, valid or not. */
  readonly schemas: readonly string[];
  /** Files that no subgraph serves: operations, definitions of directives for editors, links to folders. */
  readonly skipped: readonly string[];
}

/**
 * Finds the GraphQL files of a folder and its subfolders that are each the schema of a subgraph, without hidden folders and
 * `node_modules`.
 */
export function findSchemaFiles(folder: string): FoundFiles {
  return divide(filesIn(folder), (content) => content === 'types');
}

/**
 * Finds the files of one subgraph's schema: a file, the GraphQL files of a folder and its subfolders, or those that match a
 * glob, definitions of its directives included. The path of an existing file is never a glob.
 */
export function findSubgraphFiles(path: string): FoundFiles {
  const listed = listFiles(path);
  return listed === null ? { schemas: [path], skipped: [] } : divide(listed, isOfSubgraph);
}

/** The files that {@link findSubgraphFiles} would read for a path, of which not every one need be a schema. */
export function listSubgraphFiles(path: string): readonly string[] {
  return listFiles(path)?.files ?? [path];
}

/** The GraphQL files of a folder or a glob; null for the path of one file. */
function listFiles(path: string): Listed | null {
  if (isFolder(path)) return filesIn(path);
  if (existsSync(path) || !isGlob(path)) return null;
  return { files: filesMatching(path), links: [] };
}

function isOfSubgraph(content: Content): boolean {
  return content === 'types' || content === 'directives';
}

/** Whether a path has characters of a glob. */
export function isGlob(path: string): boolean {
  return /[*?[\]{}]/.test(path);
}

/** Whether a path is an existing folder. */
export function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

interface Listed {
  readonly files: readonly string[];
  readonly links: readonly string[];
}

function filesIn(folder: string): Listed {
  const found = entriesIn(folder)
    .map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const links = found.filter(({ entry, path }) => entry.isSymbolicLink() && isFolder(path));
  return {
    files: found.map(({ path }) => path).filter(isGraphqlFile),
    links: links.map(({ path }) => path),
  };
}

/** Linked folders are not followed, and excluded ones are not read: `node_modules` can hold a hundred thousand files. */
function entriesIn(folder: string): readonly Dirent[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !isExcluded(name))
    .flatMap((entry) => (entry.isDirectory() ? entriesIn(join(folder, entry.name)) : [entry]));
}

/** An existing folder is taken by its name, even if that has characters of a glob. */
function filesMatching(glob: string): readonly string[] {
  const segments = glob.split('/');
  const folders = segments.slice(0, -1);
  const missing = folders.findIndex(
    (_, at) => !isFolder(folders.slice(0, at + 1).join('/') || '/'),
  );
  const fixed = missing === -1 ? folders.length : missing;
  const base = fixed === 0 ? '' : folders.slice(0, fixed).join('/') || '/';
  return globSync(segments.slice(fixed).join('/'), {
    cwd: base === '' ? '.' : base,
    ignore: ['**/node_modules/**'],
    followSymbolicLinks: false,
    expandDirectories: false,
  })
    .map((path) => join(base, path))
    .filter(isGraphqlFile)
    .toSorted((a, b) => (a < b ? -1 : 1));
}

function divide({ files, links }: Listed, isTaken: (content: Content) => boolean): FoundFiles {
  const taken = new Map(files.map((file) => [file, isTaken(contentOf(file))]));
  return {
    schemas: files.filter((file) => taken.get(file) === true),
    skipped: [...files.filter((file) => taken.get(file) === false), ...links],
  };
}

const EXTENSIONS: ReadonlySet<string> = new Set(['.graphql', '.graphqls', '.gql', '.gqls']);

function isGraphqlFile(path: string): boolean {
  return EXTENSIONS.has(extname(path).toLowerCase()) && !isFolder(path);
}

/** Whether a file or folder is not the author's own. */
function isExcluded(name: string): boolean {
  return name === 'node_modules' || name.startsWith('.');
}

/**
 * What a file defines: types that a subgraph serves, directives only, federation's own directives, as editors need them, or
 * nothing, as a file of operations. A file that is not valid must be fixed and counts as one with types.
 */
type Content = 'types' | 'directives' | 'federation' | 'nothing';

function contentOf(file: string): Content {
  const document = parsed(readFileSync(file, 'utf8'));
  if (document === 'blank') return 'nothing';
  if (document === 'invalid') return 'types';
  const served = servedTypes(document);
  const directives = document.definitions.filter((node) => node.kind === Kind.DIRECTIVE_DEFINITION);
  const definesTypes = document.definitions.some(
    (node) =>
      node.kind === Kind.SCHEMA_DEFINITION ||
      node.kind === Kind.SCHEMA_EXTENSION ||
      isTypeExtensionNode(node) ||
      (isTypeDefinitionNode(node) && served.has(node.name.value)),
  );
  if (definesTypes) return 'types';
  if (directives.some(({ name }) => OF_FEDERATION.has(name.value))) return 'federation';
  return directives.length > 0 ? 'directives' : 'nothing';
}

const OF_FEDERATION: ReadonlySet<string> = new Set(['link', 'key']);

function parsed(text: string): DocumentNode | 'blank' | 'invalid' {
  if (isBlank(text)) return 'blank';
  try {
    return parse(text);
  } catch {
    return 'invalid';
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

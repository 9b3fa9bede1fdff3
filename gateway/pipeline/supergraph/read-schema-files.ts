import { readFileSync } from 'node:fs';
import { joinSchemaFiles, type SchemaText } from '../../../schema/schema-files.ts';
import { StartError } from '../../platform/errors.ts';
import { findSubgraphFiles, isFolder } from './find-schema-files.ts';

/**
 * Reads the schema of one subgraph from files, folders and globs, each file once.
 *
 * @throws StartError for a file that can't be read, and for a folder or a glob without a schema
 */
export function readSchemaFiles(paths: readonly string[]): SchemaText {
  const files = new Set(paths.flatMap(filesOf));
  return joinSchemaFiles(
    [...files].map((path) => ({
      path,
      text: orStartError(path, () => readFileSync(path, 'utf8')),
    })),
  );
}

function filesOf(path: string): readonly string[] {
  const { schemas } = orStartError(path, () => findSubgraphFiles(path));
  if (schemas.length > 0) return schemas;
  throw new StartError([
    isFolder(path)
      ? `there is no schema in the folder ${path} (.graphql, .graphqls, .gql, .gqls). Fix the path.`
      : `no schema matches ${path} (.graphql, .graphqls, .gql, .gqls). Fix the glob.`,
  ]);
}

function orStartError<Result>(path: string, read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    // Below a folder, the error names the file.
    const file = cause instanceof Error && 'path' in cause ? String(cause.path) : path;
    const text = `its schema ${file} can't be read. Fix the path or its permissions.`;
    throw new StartError([text], { cause });
  }
}

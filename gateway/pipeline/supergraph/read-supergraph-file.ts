import { readFileSync } from 'node:fs';
import { GraphQLError, type DocumentNode } from 'graphql';
import { StartError } from '../../platform/errors.ts';
import { readJoinGraphs, type JoinGraph } from '../../../schema/join-graphs.ts';
import { supergraphDocument } from '../../../schema/supergraph-document.ts';

/** A supergraph of a file. */
export interface SupergraphFile {
  readonly sdl: string;
  readonly subgraphs: readonly JoinGraph[];
}

/**
 * Reads a supergraph from a file.
 *
 * @throws StartError with one line, where the file cannot be read, is not GraphQL or has no subgraphs
 */
export function readSupergraphFile(file: string): SupergraphFile {
  const sdl = readText(file);
  const subgraphs = readJoinGraphs(parseText(file, sdl));
  if (subgraphs.length > 0) return { sdl, subgraphs };
  throw new StartError([`${file}: is not a supergraph: it has no join__Graph.`]);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new StartError([`${file}: the supergraph can't be read. Fix the path.`], { cause });
  }
}

function parseText(file: string, source: string): DocumentNode {
  try {
    return supergraphDocument(source);
  } catch (cause) {
    const line = cause instanceof GraphQLError ? cause.locations?.[0]?.line : undefined;
    throw new StartError([`${file}:${line ?? 1}: is not a GraphQL schema.`], { cause });
  }
}

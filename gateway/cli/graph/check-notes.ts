import type { KnownRoles } from '../../../schema/lint/lint-graph.ts';
import { undefinedMarks } from '../../../schema/lint/undefined-marks.ts';
import { parseSubgraphs } from '../../../schema/parse-subgraphs.ts';
import type { ReadSubgraph } from './read-subgraphs.ts';
import { findSchemaFiles, isFolder } from './schema-files.ts';

/** What `check` did not check, and why, one line each. `named` are its SUBGRAPH arguments. */
export function writeCheckNotes(
  subgraphs: readonly ReadSubgraph[],
  { roles, named }: { readonly roles: KnownRoles; readonly named: readonly string[] },
): readonly string[] {
  return [
    ...(subgraphs.length === 0 ? [TRUSTED] : []),
    ...skippedFileNotes(named),
    ...definitionNotes(subgraphs),
    ...roleNotes(roles),
  ];
}

const TRUSTED =
  'The schemas of the subgraphs were not checked: graph.trustSupergraph is true. Name them as SUBGRAPH arguments to check them.';

function skippedFileNotes(named: readonly string[]): string[] {
  const files = named.filter(isFolder).flatMap((folder) => findSchemaFiles(folder).skipped);
  if (files.length === 0) return [];
  return [
    `Not checked, since no subgraph serves what is in them (operations, definitions of directives, linked folders): ${listed(files)}.`,
  ];
}

/** At most ten files: a longer list would hide the findings. */
function listed(files: readonly string[]): string {
  const shown = files.slice(0, 10).join(', ');
  return files.length > 10 ? `${shown} and ${files.length - 10} more` : shown;
}

/**
 * Files whose marks have no definition. A subgraph that returned its schema has started with it, so only files are checked.
 */
function definitionNotes(subgraphs: readonly ReadSubgraph[]): string[] {
  const { documents } = parseSubgraphs(subgraphs.filter(({ file }) => file !== null));
  const lacking = documents.filter(({ document }) => undefinedMarks(document).length > 0);
  if (lacking.length === 0) return [];
  const missing = [...new Set(lacking.flatMap(({ document }) => undefinedMarks(document)))];
  return [
    `directives/phi.graphql is not appended to ${lacking.map(({ name }) => name).join(', ')}: without the definitions of ${missing.join(', ')} their servers don't start. Append it, unless they do that themselves.`,
  ];
}

function roleNotes({ roles }: KnownRoles): string[] {
  return roles === null
    ? ['Whether roles are known was not checked: give --config FILE, or --role for each.']
    : [];
}

import type { LintReport } from '../../../../schema/lint/lint.ts';
import type { KnownRoles } from '../../../../schema/lint/lint-graph.ts';
import { undefinedMarks } from '../../../../schema/lint/undefined-marks.ts';
import type { ParsedSubgraph } from '../../../../schema/parse-subgraphs.ts';
import { atMostTen } from '../at-most-ten.ts';
import { patientNotes } from '../patient-notes.ts';
import type { ReadSubgraph } from '../read-subgraphs.ts';

/** What `check` did not check and why, and what it took for patients, one line each. */
export function writeCheckNotes(
  subgraphs: readonly ParsedSubgraph<ReadSubgraph>[],
  { roles, skipped }: { readonly roles: KnownRoles; readonly skipped: readonly string[] },
  persons: LintReport['persons'],
): readonly string[] {
  return [
    ...(subgraphs.length === 0 ? [TRUSTED] : []),
    ...skippedFileNotes(skipped),
    ...definitionNotes(subgraphs),
    ...roleNotes(roles),
    ...patientNotes(persons),
  ];
}

const TRUSTED =
  'The schemas of the subgraphs were not checked: graph.trustSupergraph is true. Name them as SUBGRAPH arguments to check them.';

function skippedFileNotes(files: readonly string[]): string[] {
  if (files.length === 0) return [];
  return [
    `Not checked, since no subgraph serves what is in them (operations, definitions of directives, linked folders): ${atMostTen(files)}.`,
  ];
}

/**
 * Files whose marks have no definition. A subgraph that returned its schema has started with it, so only files are checked.
 */
function definitionNotes(subgraphs: readonly ParsedSubgraph<ReadSubgraph>[]): string[] {
  const lacking = subgraphs.filter(
    ({ files, document }) => files.length > 0 && undefinedMarks(document).length > 0,
  );
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

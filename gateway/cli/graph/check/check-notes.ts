import type { LintReport } from '../../../../schema/lint/lint.ts';
import type { KnownRoles } from '../../../../schema/lint/lint-graph.ts';
import { undefinedMarks } from '../../../../schema/lint/undefined-marks.ts';
import type { ParsedSubgraph } from '../../../../schema/parse-subgraphs.ts';
import type { ReadSubgraph } from '../read-subgraphs.ts';

/** What `check` did not check and why, and what it took for patients, one line each. */
export function writeCheckNotes(
  subgraphs: readonly ParsedSubgraph<ReadSubgraph>[],
  { roles, skipped }: { readonly roles: KnownRoles; readonly skipped: readonly string[] },
  patients: LintReport['patients'],
): readonly string[] {
  return [
    ...(subgraphs.length === 0 ? [TRUSTED] : []),
    ...skippedFileNotes(skipped),
    ...definitionNotes(subgraphs),
    ...roleNotes(roles),
    ...patientNotes(patients),
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

/** At most ten of a list: a longer one would hide the findings. */
export function atMostTen(items: readonly string[]): string {
  const shown = items.slice(0, 10).join(', ');
  return items.length > 10 ? `${shown} and ${items.length - 10} more` : shown;
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

/** Who the patients are decides what is found, so that an author must see how the schemas were read. */
function patientNotes(patients: LintReport['patients']): string[] {
  if (patients === null) return [];
  return [
    patients.length === 0
      ? "No type was read as a patient's, so little was reported. If the objects of a type are patients, name it: --patient-type TYPE."
      : `Read as patients: ${atMostTen(patients)}. If the objects of another type are patients, name it: --patient-type TYPE.`,
  ];
}

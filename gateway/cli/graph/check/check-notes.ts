import type { DocumentNode } from 'graphql';
import type { DateScalars } from '../../../../directives/policy/date-format.ts';
import type { BaselineEntry } from '../../../../schema/lint/baseline.ts';
import type { Confidence, Finding } from '../../../../schema/lint/finding.ts';
import type { LintReport } from '../../../../schema/lint/lint.ts';
import type { KnownRoles } from '../../../../schema/lint/lint-graph.ts';
import { undefinedMarks } from '../../../../schema/lint/undefined-marks.ts';
import type { ParsedSubgraph, parseSubgraphs } from '../../../../schema/parse-subgraphs.ts';
import { countOf } from '../../../platform/count-of.ts';
import { unknownDateScalars } from '../../../pipeline/supergraph/unknown-date-scalars.ts';
import { atMostTen } from '../at-most-ten.ts';
import { patientNotes } from '../patient-notes.ts';
import type { Checked } from '../read-checked.ts';
import type { ReadSubgraph } from '../read-subgraphs.ts';

/** What `check` did not check and why, and what it took for patients, one line each. */
export function writeCheckNotes(
  { documents, problems }: ReturnType<typeof parseSubgraphs<ReadSubgraph>>,
  {
    subgraphs,
    roles,
    dateScalars,
    skipped,
  }: Pick<Checked, 'subgraphs' | 'roles' | 'dateScalars' | 'skipped'>,
  persons: LintReport['persons'],
): readonly string[] {
  return [
    ...(subgraphs?.length === 0 ? [TRUSTED] : []),
    ...(problems.length === 0 ? [] : [UNPARSED]),
    ...skippedFileNotes(skipped),
    ...definitionNotes(documents),
    ...roleNotes(roles),
    ...dateScalarNotes(
      dateScalars,
      documents.map(({ document }) => document),
    ),
    ...patientNotes(persons),
  ];
}

const TRUSTED =
  'The schemas of the subgraphs were not checked: graph.trustSupergraph is true. Name them as SUBGRAPH arguments to check them.';

const UNPARSED =
  'Nothing else was checked, since a schema is not valid GraphQL. Correct it, and check again.';

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

/** Nothing without a schema that could have them. */
function dateScalarNotes(declared: DateScalars, documents: readonly DocumentNode[]): string[] {
  if (documents.length === 0) return [];
  return unknownDateScalars(declared, documents).map(({ setting, near }) => {
    const fix =
      near.length > 0
        ? `Did you mean ${atMostTen(near)}?`
        : 'Fix its spelling, unless another subgraph has it.';
    return `${setting}: no schema that was checked has a scalar of this name, so its format has no effect. ${fix}`;
  });
}

/** How many findings are not shown, since they are less sure than demanded. */
export function unsureNotes(count: number, least: Confidence): readonly string[] {
  return count === 0
    ? []
    : [`Left out: ${countOf(count, 'warning')} below the confidence ${least}.`];
}

/** A server returns its schema without comments, so that no reason in one is seen. */
export function commentNotes(
  subgraphs: readonly ReadSubgraph[],
  open: readonly Finding[],
): readonly string[] {
  const warned = new Set(
    open.filter(({ severity }) => severity === 'warning').map(({ subgraph }) => subgraph),
  );
  const names = subgraphs
    .filter(({ name, files }) => files.length === 0 && warned.has(name))
    .map(({ name }) => name);
  const [first] = names;
  if (first === undefined) return [];
  return [
    `Comments are not seen in schemas that are asked of a URL (${atMostTen(names)}), nor are the lines those of a file. To give reasons, name the files: ${first}=FILE, or sdl in the configuration.`,
  ];
}

/** Warnings of a baseline that are gone. With errors, rules can miss what a baseline has. */
export function staleNotes(
  found: readonly Finding[],
  stale: readonly BaselineEntry[],
  baseline: string,
): readonly string[] {
  if (stale.length === 0 || found.some(({ severity }) => severity === 'error')) return [];
  const names = stale.map(({ rule, coordinate }) => `${rule} ${coordinate ?? ''}`.trim());
  return [
    `${baseline} has ${countOf(stale.length, 'warning')} that ${stale.length === 1 ? 'is' : 'are'} not found any more: ${atMostTen(names)}. Remove ${stale.length === 1 ? 'it' : 'them'} with --write-baseline, or new findings there go unnoticed.`,
  ];
}

import { withoutSameIssuers } from '../../../reports/formats/issuer-columns.ts';
import { printTable, readableTime } from '../../../platform/text-table.ts';

/** Columns of times, as ISO 8601. */
const TIMES: ReadonlySet<string> = new Set(['time', 'since', 'until']);

/** Columns whose cells are never shortened, by their heads. */
const NEVER_CUT: ReadonlySet<string> = new Set([
  'time (UTC)',
  'leaf',
  'records',
  'outcome',
  'case',
  'state',
  'day',
  'verdict',
]);

/** Columns of ids, which are cut first: a few characters identify them. */
const IDS: ReadonlySet<string> = new Set(['actor', 'patient', 'grant', 'reviewer']);

/** Columns of sentences, which are broken into lines before they are cut. */
const PROSE: ReadonlySet<string> = new Set(['reason', 'reasons', 'note']);

/** Columns that are dropped if the table is too wide, in this order. */
const OMIT_FIRST: readonly string[] = [
  'grant',
  'since (UTC)',
  'until (UTC)',
  'gateway',
  'event',
  'purpose',
  'roles',
  'leaves',
  'events',
  'day',
  'rules',
  'operation',
  'records',
  'relation',
  'issuer',
  'assigneeIssuer',
  'reviewerIssuer',
  'reviewer',
  'case',
];

/** Columns that are dropped only if the others cannot be read otherwise. */
const OMIT_LAST: readonly string[] = ['name', 'note', 'coordinates'];

/** Rows of a report as a table, with readable times; a `width` of null cuts nothing. */
export function reportTable(
  allColumns: readonly string[],
  allRows: readonly (readonly string[])[],
  width: number | null,
): string {
  const { columns, rows } =
    width === null || allRows.length === 0
      ? { columns: allColumns, rows: allRows }
      : withoutSameIssuers(allColumns, allRows);
  const isTime = columns.map((name) => TIMES.has(name));
  const head = columns.map((name, at) => (isTime[at] ? `${name} (UTC)` : name));
  const cells = rows.map((row) => row.map((cell, at) => (isTime[at] ? readableTime(cell) : cell)));
  const kept = {
    neverCut: NEVER_CUT,
    ids: IDS,
    prose: PROSE,
    omitFirst: OMIT_FIRST,
    omitLast: OMIT_LAST,
  };
  const fit = width === null ? null : { width, ...kept };
  return printTable(head, cells, fit);
}

import { isTimeZone } from '../time-zone.ts';
import { keysOf, type FilterOf, type FilterSpec } from '../catalog/filter-spec.ts';
import { describeValue } from '../catalog/parse-filter-value.ts';
import { badInput, tooMuch } from '../catalog/request-fault.ts';
import { filterKey, filterProblems, problemText } from '../catalog/resolve-filter.ts';
import {
  CHART_FIELDS,
  type ChartField,
  type RowOrder,
  type SortFields,
} from '../catalog/row-order.ts';
import { parseCursor, type CursorType } from '../query/cursor.ts';
import type { RowPage } from '../query/sort-rows.ts';

/** Arguments of a field, as graphql-js coerced them to the schema. */
export type Arguments = Readonly<Record<string, unknown>>;

/** The most rows of one page or chart. */
const MAX_ROWS = 1_000;

// graphql-js has checked the types of all arguments by the schema. What the schema cannot express is checked here.

/**
 * Parses the filter of a field, without its nulls. Throws `BAD_USER_INPUT` for unknown values, invalid formats and
 * reversed ranges.
 */
export function parseFilter<Spec extends FilterSpec>(
  { filter }: Arguments,
  spec: Spec,
  report: string,
): FilterOf<Spec> {
  const set = Object.entries((filter ?? {}) as Arguments).filter(([, value]) => value !== null);
  const parsed = Object.fromEntries(set);
  const problems = [
    ...set.flatMap(([name, value]) => {
      const takes = spec[name]?.takes;
      return takes?.kind !== 'format' || takes.format.isValid(String(value))
        ? []
        : [`${filterKey(name)} takes ${describeValue(takes)}.`];
    }),
    ...filterProblems(parsed, spec).map((problem) => problemText(problem, report, filterKey)),
  ];
  if (problems.length > 0) throw badInput(problems);
  return parsed as FilterOf<Spec>;
}

/** The patient in the filter of a field; null if it names none. */
export function parsePatient({ filter }: Arguments): string | null {
  return ((filter ?? {}) as { readonly patient?: string | null }).patient ?? null;
}

/** The page of a field. Throws as `parseFirst` does, and `BAD_USER_INPUT` for a cursor that is not of its order. */
export function parsePage<Fields extends SortFields>(
  args: Arguments,
  cursors: CursorType<Fields>,
): RowPage<keyof Fields & string> {
  const order = parseOrder(args, cursors.fields);
  const after = (args['after'] ?? null) as string | null;
  if (after !== null) parseCursor(after, order, cursors);
  return { order, after, limit: parseFirst(args) };
}

/** The order of a field. */
export function parseOrder<Fields extends SortFields>(
  { orderBy }: Arguments,
  fields: Fields,
): RowOrder<keyof Fields & string> {
  const { field, direction } = orderBy as { readonly field: string; readonly direction: string };
  const by = keysOf(fields).find((each) => each.toUpperCase() === field);
  if (by === undefined) throw new TypeError(`the schema has a sort field that does not exist`);
  return { by, direction: direction === 'ASC' ? 'asc' : 'desc' };
}

/** What the counts are grouped by. */
export function parseChartField({ by }: Arguments): ChartField {
  const field = CHART_FIELDS.find((each) => each.toUpperCase() === by);
  if (field === undefined) throw new TypeError('the schema has a chart field that does not exist');
  return field;
}

/** The time zone of days and hours. Throws `BAD_USER_INPUT` for an unknown one. */
export function parseTimeZone({ timeZone }: Arguments): string {
  const name = String(timeZone);
  if (!isTimeZone(name)) throw badInput(['timeZone is an IANA name such as Europe/Vienna.']);
  return name;
}

/** The number of rows. Throws `BAD_USER_INPUT` for less than one and `OPERATION_TOO_COMPLEX` for too many. */
export function parseFirst({ first }: Arguments): number {
  const rows = Number(first);
  if (rows < 1) throw badInput(['first is at least 1.']);
  if (rows > MAX_ROWS) throw tooMuch(`first is at most ${MAX_ROWS}.`);
  return rows;
}

/** A number of days. Throws `BAD_USER_INPUT` for less than one and `OPERATION_TOO_COMPLEX` for more than a leap year. */
export function parseDays(args: Arguments): number {
  const days = Number(args['days']);
  if (days < 1) throw badInput(['days is at least 1.']);
  if (days > MAX_DAYS) throw tooMuch(`days is at most ${MAX_DAYS}.`);
  return days;
}

const MAX_DAYS = 366;

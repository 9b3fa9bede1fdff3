import { isTimeZone } from '../../platform/time-zone.ts';
import type { EventFilter } from '../catalog/event-filter.ts';
import type { EventOrder } from '../query/event-order.ts';
import { badInput, tooMuch } from '../catalog/request-fault.ts';
import type { ChartField } from '../query/count-charts.ts';

/** Arguments of a field, as graphql-js coerced them to the schema. */
export type Arguments = Readonly<Record<string, unknown>>;

/** Rows that one page or chart may have. */
const MOST = 1_000;

// The schema has checked the types of all arguments before; what it can't say is checked here.

/** The filter of a field, without what is null. Times are UTC ms since 1970 by then. */
export function parseFilter({ filter }: Arguments): EventFilter {
  const set = Object.entries((filter ?? {}) as Arguments).filter(([, value]) => value !== null);
  return Object.fromEntries(set) as EventFilter;
}

/** The patient whom the filter of a field names; null where it names none. */
export function patientAsked(args: Arguments): string | null {
  return parseFilter(args).patient ?? null;
}

/** The order of events. */
export function parseOrder({ orderBy }: Arguments): EventOrder {
  const { field, direction } = orderBy as { readonly field: string; readonly direction: string };
  return { by: field.toLowerCase(), direction: direction.toLowerCase() } as EventOrder;
}

/** What is counted by. */
export function parseChartField({ by }: Arguments): ChartField {
  return String(by).toLowerCase() as ChartField;
}

/** In whose days and hours. Throws `BAD_USER_INPUT` for a time zone that nobody knows. */
export function parseTimeZone({ timeZone }: Arguments): string {
  const name = String(timeZone);
  if (!isTimeZone(name)) throw badInput(['timeZone is an IANA name such as Europe/Vienna.']);
  return name;
}

/** How many rows. Throws `BAD_USER_INPUT` for less than one and `OPERATION_TOO_COMPLEX` for too many. */
export function parseFirst({ first }: Arguments): number {
  const rows = Number(first);
  if (rows < 1) throw badInput(['first is at least 1.']);
  if (rows > MOST) throw tooMuch(`first is at most ${MOST}.`);
  return rows;
}

/** The cursor that a page begins behind; null for the first page. */
export function parseAfter({ after }: Arguments): string | null {
  return (after ?? null) as string | null;
}

/** Index of a record. */
export function parseLeafIndex({ leaf }: Arguments): number {
  return Number(leaf);
}

/** Coordinate of a field. */
export function parseFieldName({ coordinate }: Arguments): string {
  return String(coordinate);
}

import { z } from 'zod';
import { GatewayError } from '../../errors.ts';
import type { EventFilter } from '../index/event-filter.ts';
import { ORDER_FIELDS, type EventOrder, type OrderField } from '../index/event-order.ts';
import { findReport, type FileFormat, type NamedReport } from '../named/named-reports.ts';
import { findUnusualReport } from '../unusual/unusual-reports.ts';
import { flag, time, word } from './filter-values.ts';
import { parseUnusualRequest, type UnusualRequest } from './parse-unusual-request.ts';

/** A report as a file, as somebody asks for it. */
export type ExportRequest = EventRequest | UnusualRequest;

/** One that is asked by events. */
interface EventRequest {
  readonly by: 'EventFilter';
  readonly report: NamedReport;
  readonly format: FileFormat;
  /** What is asked beside what the report says itself; nothing of it is checked against the report. */
  readonly filter: EventFilter;
  readonly order: EventOrder;
}

/** Reads the body of a request for an export. Throws `BAD_USER_INPUT` for one that is none. */
export function parseExportRequest(body: unknown): ExportRequest {
  const named = NAMED.safeParse(body);
  const name = named.success ? named.data.report : '';
  const unusual = findUnusualReport(name);
  const report = findReport(name);
  const request =
    unusual === null
      ? report && parseEventRequest(report, body)
      : parseUnusualRequest(unusual, body);
  if (request === null) throw new GatewayError('BAD_USER_INPUT');
  return request;
}

const NAMED = z.looseObject({ report: z.string() });

function parseEventRequest(report: NamedReport, body: unknown): EventRequest | null {
  const parsed = BODY.safeParse(body);
  if (!parsed.success) return null;
  const { format, filter, orderBy } = parsed.data;
  const known = report.formats.find((each) => each === format);
  const order = orderBy ?? report.order;
  // A row of such a report shows less than what the index could sort it by.
  const isSorted = !report.isNarrow || !NARROWED.has(order.by);
  if (known === undefined || !isSorted) return null;
  return { by: 'EventFilter', report, format: known, filter: withoutNulls(filter), order };
}

const NARROWED: ReadonlySet<OrderField> = new Set(['records', 'coordinates']);

/** `EventFilter` and `EventOrder` as `admin.graphql` has them. */
const BODY = z.strictObject({
  report: z.string(),
  format: z.string(),
  filter: z
    .strictObject({
      patient: word,
      actor: word,
      coordinate: word,
      category: word,
      kind: word,
      operation: word,
      purpose: word,
      outcome: word,
      relation: word,
      denied: flag,
      breakGlass: flag,
      oversight: flag,
      grant: word,
      since: time,
      until: time,
    })
    .default({}),
  orderBy: z
    .strictObject({
      field: z.enum(ORDER_FIELDS.map((field) => field.toUpperCase())),
      direction: z.enum(['ASC', 'DESC']),
    })
    .transform(({ field, direction }): EventOrder => {
      const by = ORDER_FIELDS.find((each) => each.toUpperCase() === field) ?? 'leaf';
      return { by, direction: direction === 'ASC' ? 'asc' : 'desc' };
    })
    .nullish(),
});

type Loose = { readonly [Name in keyof EventFilter]?: EventFilter[Name] | null | undefined };

/** Null is said for what isn't. */
function withoutNulls(filter: Loose): EventFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value != null));
}

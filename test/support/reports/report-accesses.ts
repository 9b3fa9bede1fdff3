import { pickFromLedger, type PickOptions } from '../../../gateway/audit/chain/pick-from-ledger.ts';
import type { ReportRow } from '../../../gateway/reports/query/report-row.ts';
import type { EventFilter } from '../../../gateway/reports/catalog/event-filter.ts';
import {
  pickFromIndex,
  type IndexOptions,
} from '../../../gateway/reports/query/pick-from-index.ts';
import {
  pickEvents,
  reportedEvents,
  searchTextOf,
  type EventChoice,
} from '../../../gateway/reports/query/reported-event.ts';

/** The subject of a report: a patient, an actor, a field, denials or break-glass. */
export type ReportSubject =
  | { readonly patient: string }
  | { readonly actor: string }
  | { readonly field: string }
  | { readonly denied: true }
  | { readonly breakGlass: true };

/** UTC ms since 1970, both inclusive; null for no limit. */
interface Period {
  readonly since: number | null;
  readonly until: number | null;
}

/** The ledger and the period of a report. */
export type ReportOptions = Omit<PickOptions<unknown>, 'choice'> &
  Period & { readonly by: ReportSubject };

/** The rows of a report, from reading the whole ledger. */
export async function* reportAccesses({ by, since, until, ...options }: ReportOptions) {
  const choice = pickEvents(choiceAbout(by, { since, until }));
  for await (const { row } of pickFromLedger({ ...options, choice })) yield row;
}

/** The rows of a report, from a report index. */
export async function* reportFromIndex({
  by,
  since,
  until,
  ...options
}: ReportOptions & IndexOptions): AsyncGenerator<ReportRow> {
  const choice = choiceAbout(by, { since, until });
  const events = pickFromIndex({
    ...options,
    choice: pickEvents(choice),
    filter: choice.filter,
    itemsOf: (reader, shown, unreleased) => reportedEvents(reader, shown, { choice, unreleased }),
  });
  for await (const { row } of events) yield row;
}

/** The subject of a report as a filter of events. */
export function filterOf(by: ReportSubject, { since, until }: Period): EventFilter {
  const period = { ...(since !== null && { since }), ...(until !== null && { until }) };
  if ('patient' in by) return { ...period, patient: by.patient };
  if ('actor' in by) return { ...period, actor: by.actor };
  if ('field' in by) return { ...period, coordinate: by.field, parts: ['access'] };
  return 'denied' in by ? { ...period, denied: true } : { ...period, breakGlass: true };
}

/** A text that every leaf about the subject contains. */
export function markOf(by: ReportSubject): string {
  return searchTextOf(filterOf(by, { since: null, until: null }));
}

function choiceAbout(by: ReportSubject, period: Period): EventChoice {
  return { filter: filterOf(by, period), isNarrow: 'field' in by };
}

import { FILTER_NAMES, type EventFilter } from '../index/event-filter.ts';
import type { NamedReport } from './named-reports.ts';

/** What a report is asked with, as far as it is one: its filter, or what is wrong with it. */
export type AskedReport =
  | { readonly ok: true; readonly filter: EventFilter }
  | { readonly ok: false; readonly problem: FilterProblem };

/** What is wrong: `missing` must be said, `foreign` is nothing that it can be asked by. */
export interface FilterProblem {
  readonly is: 'missing' | 'foreign';
  readonly names: readonly (keyof EventFilter)[];
}

/** The filter of a report together with what is asked. What the report says itself can't be said otherwise. */
export function askReport(report: NamedReport, asked: EventFilter): AskedReport {
  const missing = report.needs.filter((name) => asked[name] === undefined);
  if (missing.length > 0) return { ok: false, problem: { is: 'missing', names: missing } };
  const takes = new Set<string>([...report.needs, ...report.takes]);
  const foreign = namesOf(asked).filter((name) => {
    const own = report.filter[name];
    return !takes.has(name) || (own !== undefined && own !== asked[name]);
  });
  if (foreign.length > 0) return { ok: false, problem: { is: 'foreign', names: foreign } };
  return { ok: true, filter: { ...asked, ...report.filter } };
}

function namesOf(filter: EventFilter): (keyof EventFilter)[] {
  return FILTER_NAMES.filter((name) => filter[name] !== undefined);
}

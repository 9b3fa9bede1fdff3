import { CATEGORIES } from '../../../directives/spec.ts';
import { OUTCOMES, RECORD_KINDS } from '../../audit/record/record.ts';
import { FILTER_NAMES, type EventFilter } from '../index/event-filter.ts';
import { RELATIONS } from '../index/index-tables.ts';
import { UNRELEASED } from '../index/leaf-events.ts';
import type { NamedReport } from './named-reports.ts';

/** What a report is asked with, as far as it is one: its filter, or what is wrong with it. */
export type AskedReport =
  | { readonly ok: true; readonly filter: EventFilter }
  | { readonly ok: false; readonly problem: FilterProblem };

/**
 * What is wrong: `missing` must be said, `foreign` is nothing that it can be asked by, `unknown` is none of the
 * words that there are, and a `reversed` period ends before it begins.
 */
export type FilterProblem =
  | { readonly is: 'missing' | 'foreign'; readonly names: readonly (keyof EventFilter)[] }
  | { readonly is: 'unknown'; readonly name: keyof EventFilter; readonly words: readonly string[] }
  | { readonly is: 'reversed' };

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
  for (const { name, words } of wordsOf(report)) {
    const word = asked[name];
    if (word !== undefined && !words.some((each) => each === word)) {
      return { ok: false, problem: { is: 'unknown', name, words } };
    }
  }
  if ((asked.since ?? -Infinity) > (asked.until ?? Infinity)) {
    return { ok: false, problem: { is: 'reversed' } };
  }
  return { ok: true, filter: { ...asked, ...report.filter } };
}

function namesOf(filter: EventFilter): (keyof EventFilter)[] {
  return FILTER_NAMES.filter((name) => filter[name] !== undefined);
}

/** A word that is misspelt fits nothing, and nothing would look like an answer. */
function wordsOf({ source }: NamedReport) {
  const kinds = RECORD_KINDS.filter((kind) => source === 'changes' || !kind.startsWith('log.'));
  return [
    { name: 'outcome', words: [...OUTCOMES, UNRELEASED] },
    { name: 'kind', words: kinds },
    { name: 'category', words: CATEGORIES },
    { name: 'relation', words: RELATIONS },
  ] as const;
}

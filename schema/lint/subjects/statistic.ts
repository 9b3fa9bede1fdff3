import { isList, type FieldModel, type TypeModel } from '../../../directives/marks/graph.ts';
import type { Lexicon } from '../vocabulary/lexicon.ts';
import { wordsOf } from '../words.ts';
import type { TypeName } from './type-name.ts';

/** Whether a type offers values to choose from, as `CaseFilters`, or counts persons, as one with `case_count`. */
export function isStatistic(
  { name, kinds }: TypeModel,
  { kind }: TypeName,
  leaves: ReadonlyMap<string, FieldModel>,
  lexicon: Lexicon,
): boolean {
  if (kinds.has('input')) return false;
  const last = wordsOf(name).at(-1) ?? '';
  if (STATISTICS.has(last) || isAggregate(wordsOf(name))) return true;
  if (kind !== null && kind !== 'document') return false;
  if (CHOICES.has(last)) return true;
  return [...leaves].some(([leaf, field]) => {
    if (isNumberOf(leaf, field, lexicon)) return true;
    const words = wordsOf(leaf);
    const [counted, ...others] = words.filter((word) => !COUNTING.has(word));
    if (counted === undefined || others.length > 0 || words.length === 1) return false;
    return counted === 'case' || lexicon.kinds.last([counted])?.meaning === 'patient';
  });
}

/**
 * Whether words name what several rows add up to, as `visit_sum_fields` and `VisitAvgAggregateOutputType`. The least and the most of
 * them are values of one row.
 */
function isAggregate(words: readonly string[]): boolean {
  const at = words.findIndex((word, index) => index > 0 && SUMS.has(word));
  return at > 0 && AGGREGATES.has(words[at + 1] ?? '');
}

/** Whether a single value is named for several patients: `recovered_patients: String`. */
function isNumberOf(name: string, field: FieldModel, { kinds }: Lexicon): boolean {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  return (
    words.length > 1 &&
    !isList(field) &&
    name.toLowerCase().endsWith('s') &&
    !last.endsWith('s') &&
    kinds.last([last])?.meaning === 'patient'
  );
}

const SUMS: ReadonlySet<string> = new Set(wordsOf('sum avg average stddev variance'));
const AGGREGATES: ReadonlySet<string> = new Set(wordsOf('field aggregate pop samp'));
const CHOICES: ReadonlySet<string> = new Set(wordsOf('filter facet bucket'));
const STATISTICS: ReadonlySet<string> = new Set(wordsOf('count stat statistic'));
const COUNTING: ReadonlySet<string> = new Set(wordsOf('count number num total of'));

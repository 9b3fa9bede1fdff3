import type { FieldModel, TypeModel } from '../../../directives/marks/graph.ts';
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
  if (STATISTICS.has(last)) return true;
  if (kind !== null && kind !== 'document') return false;
  if (CHOICES.has(last)) return true;
  return [...leaves.keys()].map(wordsOf).some((words) => {
    const [counted, ...others] = words.filter((word) => !COUNTING.has(word));
    if (counted === undefined || others.length > 0 || words.length === 1) return false;
    return counted === 'case' || lexicon.kinds.last([counted])?.meaning === 'patient';
  });
}

const CHOICES: ReadonlySet<string> = new Set(wordsOf('filter facet bucket'));
const STATISTICS: ReadonlySet<string> = new Set(wordsOf('count stat statistic'));
const COUNTING: ReadonlySet<string> = new Set(wordsOf('count number num total of'));

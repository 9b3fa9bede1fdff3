import { isCode } from './is-code.ts';
import type { Words } from './words.ts';

/** What the relations and outcomes on a patient's page mean, in plain words. */
export function explanationsOf({
  record,
  letters,
}: Words): readonly (readonly [term: string, text: string])[] {
  return [
    ...pairs(letters.access.relations, record.relations),
    ...pairs(record.outcomes, record.explainedOutcomes),
  ];
}

function pairs<Code extends string>(
  terms: Readonly<Record<Code, string>>,
  texts: Readonly<Record<NoInfer<Code>, string>>,
): (readonly [string, string])[] {
  return Object.entries<string>(terms).map(([code, term]) => [
    term,
    isCode(texts, code) ? texts[code] : '',
  ]);
}

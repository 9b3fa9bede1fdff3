import type { Category } from '../../../directives/spec.ts';
import type { Likeness } from '../judge/likeness.ts';
import type { LintGraph } from '../lint-graph.ts';
import type { PlacedValue } from '../placed-values.ts';
import type { Subjects } from '../subjects/subjects.ts';
import { keyBaseOf } from '../subjects/field-words.ts';
import { STRENGTHS } from '../vocabulary/vocabulary.ts';
import { wordsOf } from '../words.ts';
import { decide } from './decide.ts';
import type { Feature, Weights } from './feature.ts';
import { graphFeatures, hasNamedPatients } from './graph-features.ts';
import { scoreGraph } from './score-graph.ts';
import { readWeights, type LearnedWeights } from './weights.ts';

/** What rules and learned words together say of a value. */
export type JudgeWithWords = (value: PlacedValue, byRules: Likeness | null) => Likeness | null;

/**
 * Scores every leaf value of a graph once. Rules alone judge what leads to objects, and graphs in which a schema links the
 * specification of `@phi`: the weights were learned from schemas without marks, and what has no mark beside marks is rarely PHI.
 */
export function createJudgeWithWords({ compiled, hints, ...graph }: LintGraph): JudgeWithWords {
  const subjects = graph.subjects();
  if (subjects.isLinked) return (_value, byRules) => byRules;
  const weights = readWeights();
  const features = graphFeatures(compiled, subjects);
  const scores = scoreGraph(features, weights);
  const isNamed = hints.patientTypes.length > 0 || hasNamedPatients(features, subjects);
  return (value, byRules) => {
    const { at } = value.element;
    const [score, read] = [scores.get(at), features.values.get(at)];
    if (score === undefined || !read) return byRules;
    const decision = decide(byRules?.confidence ?? null, score, isNamed);
    if (decision !== 'by words') return decision === null ? null : byRules;
    return {
      category: categoryOf(value, subjects),
      by: 'words',
      confidence: score >= MEDIUM ? 'medium' : 'low',
      signs: [signOf(value, read.features, weights)],
    };
  };
}

/** From this score on, at odds of seven to one, a finding by words is of medium confidence. */
const MEDIUM = 2;

/** What the vocabulary says of its words, else what an unknown value is: a key, a time, or something of a patient or a record. */
function categoryOf({ subject, field, argument }: PlacedValue, { lexicon }: Subjects): Category {
  const words = wordsOf(argument ?? field);
  const [known] = STRENGTHS.flatMap(
    (strength) => lexicon.phi[strength].longest(words)?.meaning ?? [],
  );
  if (known) return known;
  if (lexicon.time.longest(words)) return 'DATE';
  return subject.about === 'patient' || keyBaseOf(words) !== null ? 'OTHER_ID' : 'CLINICAL';
}

function signOf(
  { element: { isOutput }, argument }: PlacedValue,
  features: readonly Feature[],
  weights: LearnedWeights,
): string {
  const heaviest = heaviestWords(features, weights.value).map((word) => `"${word}"`);
  const places = argument !== null ? 'arguments' : isOutput ? 'fields' : 'input fields';
  const last = heaviest.pop();
  const list = heaviest.length === 0 ? last : `${heaviest.join(', ')} and ${last}`;
  const named = last === undefined ? '' : ` with ${list}`;
  return `in labeled schemas, ${places}${named} in a type like this are mostly PHI`;
}

/** How many words a finding names. */
const MAX_WORDS = 3;

/** The words of a value, and of the type or field that it stands in, that speak most for PHI. */
export function heaviestWords(features: readonly Feature[], weights: Weights): readonly string[] {
  const weighed = features.flatMap(([name]) => {
    const [, word] = /^(?:word|in|of) (.+)$/.exec(name) ?? [];
    return word === undefined ? [] : [{ word, weight: weights[name] ?? 0 }];
  });
  const heaviest = weighed
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight)
    .map(({ word }) => word);
  return [...new Set(heaviest)].slice(0, MAX_WORDS);
}

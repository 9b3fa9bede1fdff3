import type { Category } from '../../../directives/spec.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Words of one field of medicine. A list of them gives each specialty its own, so that it can be compared with its source. */
export interface ClinicalWords {
  /** What they are about; CLINICAL if left out. */
  readonly category?: Category;
  /**
   * What is measured, scored or recorded of one person: a word that a dictionary, an article, a benefit and other software do
   * not have. It is health information and shows that a graph is about patients, as `vital` of a {@link Vocabulary} does.
   */
  readonly vital?: string;
  /** Other health information, such as a disease, a drug or a part of the body. */
  readonly health?: string;
  /** Names of records whose last word says something else of other types, such as `cell count`. */
  readonly record?: string;
}

/** A vocabulary with the words of fields of medicine added to its own. */
export function withClinicalWords(
  base: Vocabulary,
  clinical: readonly ClinicalWords[],
): Vocabulary {
  const health = new Map(Object.entries(base.health));
  for (const { category = 'CLINICAL', vital, health: others } of clinical)
    health.set(category, joined(health.get(category), vital, others));
  return {
    ...base,
    types: {
      ...base.types,
      record: joined(base.types.record, ...clinical.map(({ record }) => record)),
    },
    health: Object.fromEntries(health),
    vital: joined(base.vital, ...clinical.map(({ vital }) => vital)),
  };
}

/** The words, and each phrase as it is also written. */
export function alsoWritten(
  { vital, health, record, ...category }: ClinicalWords,
  write: (phrase: string) => string,
): ClinicalWords {
  const both = (phrases = '') => {
    const all = phrases.split(',');
    return [...new Set([...all, ...all.map(write)])].join(',');
  };
  return { ...category, vital: both(vital), health: both(health), record: both(record) };
}

function joined(...lists: readonly (string | undefined)[]): string {
  return lists.filter((list) => list).join(',');
}

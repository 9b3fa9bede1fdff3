import { withBritishSpellings } from './british.ts';
import { withClinicalWords } from './clinical-words.ts';
import { SPECIALTIES_OF_THE_BODY } from './en-body.ts';
import { CARE } from './en-care.ts';
import { GENERAL } from './en-general.ts';
import { LABORATORY } from './en-laboratory.ts';
import { SPECIALTIES_OF_LIFE } from './en-life.ts';
import { SCALES } from './en-scales.ts';
import type { Vocabulary } from './vocabulary.ts';

/** English, with the words of each field of medicine. */
export const ENGLISH: Vocabulary = withClinicalWords(
  GENERAL,
  [...LABORATORY, ...SPECIALTIES_OF_THE_BODY, ...SPECIALTIES_OF_LIFE, ...SCALES, ...CARE].map(
    withBritishSpellings,
  ),
);

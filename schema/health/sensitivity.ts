import { MENTAL_HEALTH_CODES, SUBSTANCE_USE_CODES } from './sensitive-codes.ts';

/**
 * How sensitive a record is. `substance-use` (42 CFR Part 2) is stricter than `mental-health`: a record of both has it.
 */
export type Sensitivity = 'general' | 'mental-health' | 'substance-use';

/** A code of SNOMED CT, LOINC or RxNorm and its text. */
export interface CodedText {
  readonly code: string | null;
  readonly text: string | null;
}

/**
 * The strictest sensitivity of a record's codes, such as those of a procedure and of the reason for it. An unlisted
 * code is classified by its text, so that a new module of the generator or a local code does not reveal a diagnosis to
 * callers who may not see it.
 */
export function sensitivityOf(...coded: readonly CodedText[]): Sensitivity {
  if (coded.some((one) => matches(one, SUBSTANCE_USE_CODES, SUBSTANCE_USE_TEXT))) {
    return 'substance-use';
  }
  if (coded.some((one) => matches(one, MENTAL_HEALTH_CODES, MENTAL_HEALTH_TEXT))) {
    return 'mental-health';
  }
  return 'general';
}

function matches({ code, text }: CodedText, codes: ReadonlySet<string>, words: RegExp): boolean {
  return (code !== null && codes.has(code)) || (text !== null && words.test(text));
}

const SUBSTANCE_USE_TEXT =
  /alcohol|opioid|opiate|heroin|cocaine|cannabis|amphetamine|substance (use|abuse)|drug (abuse|addict|dependen|overdose|rehab)|(abuse|misuse)s? drugs?|addiction|dependent drug|detoxification|buprenorphine|methadone|naltrexone|naloxone|disulfiram|acamprosate/i;

const MENTAL_HEALTH_TEXT =
  /depress(ion|ive)|suicid|psych|anxiety|mental|bipolar|schizo|panic disorder|post-?traumatic|attention deficit|self-?(harm|injur)|eating disorder|anorexia nervosa|bulimia|autis|obsessive|mood disorder|sertraline|fluoxetine|citalopram|paroxetine|venlafaxine|bupropion|duloxetine|mirtazapine|trazodone|lithium|quetiapine|olanzapine|risperidone|aripiprazole|clozapine|haloperidol|lorazepam|alprazolam|diazepam|clonazepam|methylphenidate|atomoxetine/i;

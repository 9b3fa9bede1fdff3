import { sensitivityOf } from '../sensitivity.ts';
import type { Sensitivity } from '../sensitivity.ts';
import type { Sqlite } from '../sqlite.ts';

/** A diagnosis on a claim. */
export interface Diagnosis {
  readonly code: string;
  readonly description: string | null;
}

/** The diagnoses of one sensitivity among a claim's codes, which are joined by spaces. */
export type PickDiagnoses = (codes: string, sensitivity: Sensitivity) => readonly Diagnosis[];

/** Classifies each known diagnosis once, by its code and all of its texts. */
export function createDiagnosisPicker(index: Sqlite): PickDiagnoses {
  const known = new Map<string, { diagnosis: Diagnosis; sensitivity: Sensitivity }>();
  const texts = index.prepare<[], { code: string; allTexts: string; description: string }>(
    `SELECT code, group_concat(description, ' | ') AS allTexts, min(description) AS description
      FROM diagnosis_texts GROUP BY code`,
  );
  for (const { code, allTexts, description } of texts.all()) {
    const sensitivity = sensitivityOf({ code, text: allTexts });
    known.set(code, { diagnosis: { code, description }, sensitivity });
  }
  return (codes, sensitivity) =>
    codes
      .split(' ')
      .filter(Boolean)
      .map((code) => known.get(code) ?? unknown(code))
      .filter((one) => one.sensitivity === sensitivity)
      .map(({ diagnosis }) => diagnosis);
}

function unknown(code: string) {
  return {
    diagnosis: { code, description: null },
    sensitivity: sensitivityOf({ code, text: null }),
  };
}

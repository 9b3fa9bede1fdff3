import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { packageFile } from '../../package-file.ts';

const TABLE = z.record(z.string(), z.number());

const WEIGHTS = z.object({
  /** Whether a schema holds PHI, by its words alone. */
  words: TABLE,
  /** Whether a type holds PHI, in a schema with PHI. */
  type: TABLE,
  /** Whether a value is PHI, in a schema with PHI. */
  value: TABLE,
  /** Whether a schema holds PHI, by its words and its values. */
  schema: TABLE,
  /** Whether a value is PHI, by its score and that of its schema. */
  both: TABLE,
});

/** The weights of each step of `scoreGraph`. */
export type LearnedWeights = Readonly<z.infer<typeof WEIGHTS>>;

/** The weights that `npm run train:lint` wrote, read once. */
export function readWeights(): LearnedWeights {
  weights ??= WEIGHTS.parse(
    JSON.parse(readFileSync(packageFile('schema/lint/learned/weights.json'), 'utf8')),
  );
  return weights;
}

let weights: LearnedWeights | null = null;

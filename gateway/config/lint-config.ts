import { z } from 'zod';
import { CONFIDENCES } from '../../schema/lint/finding.ts';
import { oneOf, pathIn, type Settings } from '../platform/setting-types.ts';

export type LintConfig = Settings<typeof lintSchema>;

/** `lint`: how `check` finds unmarked PHI. The gateway itself does not use it. */
export function lintSchema(folder: string) {
  return z
    .strictObject({
      vocabulary: z
        .array(pathIn(folder, 'a YAML file with words'), { error: 'must be a list of files' })
        .default([])
        .describe('YAML files with further words for unmarked PHI, as for `--vocabulary`.'),
      patientTypes: z
        .array(z.string(), { error: 'must be a list of type names' })
        .default([])
        .describe(
          'Object types whose objects are patients, whatever their names, as for `--patient-type`.',
        ),
      minConfidence: oneOf(CONFIDENCES)
        .default('low')
        .describe(
          'How sure a warning about unmarked PHI must be to be reported. `--min-confidence` overrides it.',
        ),
    })
    .prefault({})
    .describe('How `phi-gateway check` finds unmarked PHI. `serve` does not read the files.');
}

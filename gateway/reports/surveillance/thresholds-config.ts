import { z } from 'zod';
import { flag, text, whole, type Settings } from '../../platform/setting-types.ts';

export type ThresholdsConfig = Settings<typeof thresholdsSchema>;

/** `admin.unusual.thresholds`: who changes the thresholds of the rules. */
export function thresholdsSchema() {
  return z
    .strictObject({
      roles: z
        .array(text('a role'), { error: 'must be a list of roles' })
        .nullable()
        .default(null)
        .describe(
          'Roles of `admin.roles` whose members change thresholds in the console. Null: all of them. None: thresholds are those of the configuration and of earlier changes.',
        ),
      twoPersons: flag()
        .default(false)
        .describe('Whether a change takes effect only when a second person approves it.'),
      expireDays: whole(1, 90)
        .default(14)
        .describe('Days after which a proposal that was not decided on expires.'),
    })
    .prefault({})
    .describe('Changes of thresholds, see [thresholds](reports.md#thresholds).');
}

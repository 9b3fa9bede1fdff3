import { z } from 'zod';
import { whole, type Settings } from '../../platform/setting-types.ts';

export type LimitsConfig = Settings<typeof limitsSchema>;

/**
 * `limits`: what one operation and one caller may use. The defaults let ordinary clients pass: with lists of 20, a
 * common page, four of them may be nested before an operation costs too much.
 */
export function limitsSchema() {
  return z
    .strictObject({
      depth: whole(1, 100).default(15).describe('Nesting of selections.'),
      cost: whole(1, 10_000_000)
        .default(200_000)
        .describe(
          'Values that an operation may fetch: its selections times the list sizes. With lists of 20, four of them may be nested.',
        ),
      listSize: whole(1, 10_000)
        .default(20)
        .describe('Assumed size of a list that neither an argument nor `@listSize` limits.'),
      aliases: whole(1, 10_000)
        .default(50)
        .describe('Aliases in an operation, by which it can repeat a field.'),
      directives: whole(1, 10_000).default(50).describe('Directives in an operation.'),
      tokens: whole(1, 100_000).default(2_000).describe('Tokens of an operation, as parsed.'),
      selections: whole(1, 1_000_000)
        .default(2_000)
        .describe(
          'Selections of an operation after its fragments are expanded, which can double at each level.',
        ),
      patients: whole(1, 100_000)
        .default(1_000)
        .describe('Patient ids in the arguments of one operation.'),
      releasedFields: whole(1, 1_000_000)
        .default(100_000)
        .describe('PHI fields in one response. A larger response is refused as a whole.'),
      bodyBytes: whole(1_024, 16_777_216).default(262_144).describe('Bytes of a request body.'),
      unplannedPerMinute: whole(1, 10_000_000)
        .default(120)
        .describe(
          'New operations per caller and minute. Parsing and planning them takes processor time that known operations do not take.',
        ),
      unplannedPerMinuteInAll: whole(1, 10_000_000)
        .default(600)
        .describe(
          'New operations of all callers together per minute, so that they leave time for known ones.',
        ),
      cacheMegabytes: whole(16, 65_536)
        .default(128)
        .describe('Megabytes for prepared operations and their plans.'),
      requestsPerMinute: whole(1, 10_000_000)
        .default(600)
        .describe('Requests per caller and minute.'),
    })
    .prefault({})
    .describe('What one operation and one caller may use.');
}

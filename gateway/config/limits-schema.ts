import { z } from 'zod';
import { whole } from './values.ts';

/**
 * `limits`: what one operation and one caller may ask for. The defaults let ordinary clients pass: with lists of
 * 20, a common page, four of them may stand in one another before an operation costs too much, a fifth may not.
 */
export function limitsSchema() {
  return z
    .strictObject({
      depth: whole(1, 100).default(15),
      cost: whole(1, 10_000_000).default(200_000),
      listSize: whole(1, 10_000).default(20),
      aliases: whole(1, 10_000).default(50),
      directives: whole(1, 10_000).default(50),
      tokens: whole(1, 100_000).default(2_000),
      selections: whole(1, 1_000_000).default(2_000),
      patients: whole(1, 100_000).default(1_000),
      releasedFields: whole(1, 1_000_000).default(100_000),
      bodyBytes: whole(1_024, 16_777_216).default(262_144),
      unplannedPerMinute: whole(1, 10_000_000).default(120),
      unplannedPerMinuteInAll: whole(1, 10_000_000).default(600),
      cacheMegabytes: whole(16, 65_536).default(128),
      requestsPerMinute: whole(1, 10_000_000).default(600),
    })
    .prefault({});
}

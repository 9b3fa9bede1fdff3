import { z } from 'zod';
import { whole } from './values.ts';

/** `limits`: what one operation and one caller may ask for. The defaults let ordinary clients pass. */
export function limitsSchema() {
  return z
    .strictObject({
      depth: whole(1, 100).default(15),
      cost: whole(1, 10_000_000).default(200_000),
      aliases: whole(1, 10_000).default(50),
      directives: whole(1, 10_000).default(50),
      tokens: whole(1, 100_000).default(2_000),
      selections: whole(1, 1_000_000).default(2_000),
      bodyBytes: whole(1_024, 16_777_216).default(262_144),
      requestsPerMinute: whole(1, 10_000_000).default(600),
    })
    .prefault({});
}

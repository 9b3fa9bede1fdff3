import { z } from 'zod/mini';

/** How many events have one thing in common. */
export const COUNT = z.object({
  key: z.string(),
  /** Of an actor. */
  issuer: z.nullable(z.string()),
  events: z.number(),
  denied: z.number(),
  breakGlass: z.number(),
});

export type Count = z.infer<typeof COUNT>;

const COUNTS = z.object({ counts: z.array(COUNT) });

/** Counts by one thing. */
export const COUNTS_QUESTION = {
  document: `query Counts($by: CountBy!, $filter: EventFilter!, $first: Int!, $timeZone: String! = "UTC") {
    counts(by: $by, filter: $filter, first: $first, timeZone: $timeZone) { key issuer events denied breakGlass }
  }`,
  parse: (data: unknown): readonly Count[] => COUNTS.parse(data).counts,
};

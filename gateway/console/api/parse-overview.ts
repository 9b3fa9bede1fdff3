import { z } from 'zod/mini';
import { COUNT } from './parse-counts.ts';
import type { Count } from './parse-counts.ts';

const COUNTS = z.array(COUNT);
const OVERVIEW = z.object({ days: COUNTS, actors: COUNTS, patients: COUNTS, fields: COUNTS });

/** What the overview counts: by day, and the most frequent of the period. */
export interface Overview {
  readonly days: readonly Count[];
  readonly actors: readonly Count[];
  readonly patients: readonly Count[];
  readonly fields: readonly Count[];
}

const PARTS = '{ key issuer events denied breakGlass }';

export const OVERVIEW_QUESTION = {
  document: `query Overview($both: EventFilter!, $period: EventFilter!, $days: Int!, $timeZone: String!) {
    days: counts(by: DAY, filter: $both, first: $days, timeZone: $timeZone) ${PARTS}
    actors: counts(by: ACTOR, filter: $period, first: 8) ${PARTS}
    patients: counts(by: PATIENT, filter: $period, first: 8) ${PARTS}
    fields: counts(by: COORDINATE, filter: $period, first: 8) ${PARTS}
  }`,
  parse: (data: unknown): Overview => OVERVIEW.parse(data),
};

import type { ReportRow } from './report-row.ts';
import type { ReportedEvent } from './reported-event.ts';

/** An event as the GraphQL type `Event` of `admin.graphql`. */
export interface EventFields extends ReportRow {
  /** Leaf and place, such as `1234-0`. */
  readonly id: string;
}

/** The fields of an event in answers of the report API. */
export function eventFields({ place, row }: Pick<ReportedEvent, 'place' | 'row'>): EventFields {
  return { id: `${row.leaf}-${place}`, ...row };
}

/** The fields of an event in JSON files: those of the API, and the event's note. */
export function eventJson({ note, ...event }: ReportedEvent): object {
  return { ...eventFields(event), note };
}

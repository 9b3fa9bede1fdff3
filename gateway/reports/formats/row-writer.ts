import { type FhirFormat, type TextFormatName, isFhir } from '../catalog/file-format.ts';
import { cellOf } from './event-cells.ts';
import { eventJson } from '../query/event-fields.ts';
import { createFhirWriter, type FhirOptions } from './fhir/fhir-writer.ts';
import type { EventReport } from '../catalog/report.ts';
import type { ReportedEvent } from '../query/reported-event.ts';
import { createTextWriter, type RowLayout, type RowWriter } from './text-writer.ts';

/** Options of the writer. */
export interface RowWriterOptions extends FhirOptions {
  readonly report: Pick<EventReport, 'columns'>;
  /** Writes one line of CSV. */
  readonly lineOf: (cells: readonly string[]) => string;
}

/** Creates the writer of events in a format. */
export function createRowWriter(
  format: TextFormatName | FhirFormat,
  options: RowWriterOptions,
): RowWriter<ReportedEvent> {
  return isFhir(format)
    ? createFhirWriter(format, options)
    : createTextWriter(format, eventLayout(options.report), options.lineOf);
}

/** Events in the columns that a report has. */
function eventLayout({ columns }: Pick<EventReport, 'columns'>): RowLayout<ReportedEvent> {
  return {
    columns: Object.fromEntries(
      columns.map((name) => [name, (event: ReportedEvent) => cellOf(event, name)]),
    ),
    refused: { leaf: 'leaf', why: columns.includes('outcome') ? 'outcome' : 'note' },
    jsonOf: eventJson,
  };
}

import { cellOf } from './columns.ts';
import { eventJson } from './event-json.ts';
import { createEventResources, type ResourceFacts } from './event-resources.ts';
import type { FileFormat, NamedReport } from './named-reports.ts';
import type { EventChoice, ReportedEvent } from './reported-event.ts';
import { createTextWriter, type RowShape, type RowTotals, type RowWriter } from './text-writer.ts';

/** The formats of reports that are written row by row. */
export type RowFormat = Exclude<FileFormat, 'html'>;

/** What a writer has to know beside its format. */
export interface RowWriterOptions extends ResourceFacts {
  readonly report: NamedReport;
  /** What events were chosen by; null for a report that isn't of events. */
  readonly choice: EventChoice | null;
  /** When it is written, UTC ms since 1970. */
  readonly at: number;
  /** One line of CSV. */
  readonly lineOf: (cells: readonly string[]) => string;
}

/** Creates the writer of events in a format. */
export function createRowWriter(
  format: RowFormat,
  options: RowWriterOptions,
): RowWriter<ReportedEvent> {
  switch (format) {
    case 'csv':
    case 'ndjson':
    case 'json':
      return createTextWriter(format, eventShape(options.report), options.lineOf);
    case 'fhir':
      return bundleWriter(options);
    case 'fhir-ndjson':
      return resourceWriter(options);
    default:
      return format satisfies never;
  }
}

/** Events in the columns that a report has. */
function eventShape({ columns }: NamedReport): RowShape<ReportedEvent> {
  return {
    columns: Object.fromEntries(
      columns.map((name) => [name, (event: ReportedEvent) => cellOf(event, name)]),
    ),
    refused: { leaf: 'leaf', why: columns.includes('outcome') ? 'outcome' : 'note' },
    jsonOf: eventJson,
  };
}

/** One FHIR Bundle of the type collection. https://hl7.org/fhir/R4/bundle.html */
function bundleWriter(options: RowWriterOptions): RowWriter<ReportedEvent> {
  // FHIR has no empty lists.
  let separator = ',"entry":[\n';
  const entry = (text: string) => {
    const written = separator + text;
    separator = ',\n';
    return written;
  };
  const timestamp = new Date(options.at).toISOString();
  const resourcesOf = createEventResources(options, options.choice);
  return {
    begin: () => `{"resourceType":"Bundle","type":"collection","timestamp":"${timestamp}"`,
    row: (event) =>
      resourcesOf(event)
        .map((resource) =>
          entry(`{"fullUrl":"urn:uuid:${resource.id}","resource":${JSON.stringify(resource)}}`),
        )
        .join(''),
    refused: () => '',
    end: (totals) => {
      const last =
        totals === null ? '' : entry(`{"resource":${JSON.stringify(outcomeOf(totals))}}`);
      return last + (separator === ',\n' ? '\n]}\n' : '}\n');
    },
  };
}

/** One resource a line. */
function resourceWriter(options: RowWriterOptions): RowWriter<ReportedEvent> {
  const resourcesOf = createEventResources(options, options.choice);
  return {
    begin: () => '',
    row: (event) =>
      resourcesOf(event)
        .map((resource) => `${JSON.stringify(resource)}\n`)
        .join(''),
    refused: () => '',
    end: (totals) => (totals === null ? '' : `${JSON.stringify(outcomeOf(totals))}\n`),
  };
}

/** https://hl7.org/fhir/R4/operationoutcome.html */
function outcomeOf({ rows, refused, ledger }: RowTotals): object {
  const whole = `The end: events of ${rows} rows, from the records 0 to ${ledger.size - 1} of ${ledger.origin}.`;
  const issue = { severity: 'information', code: 'informational', diagnostics: whole };
  const lacking = {
    severity: 'error',
    code: 'incomplete',
    diagnostics: `Left out, since the ledger does not prove what the index says: ${refused} rows.`,
  };
  return {
    resourceType: 'OperationOutcome',
    issue: refused === 0 ? [issue] : [lacking, issue],
  };
}

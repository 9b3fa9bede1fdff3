import type { Refusal } from '../index/show-events.ts';
import { cellOf } from './columns.ts';
import { eventJson } from './event-json.ts';
import { createEventResources, type ResourceFacts } from './event-resources.ts';
import type { FileFormat, NamedReport } from './named-reports.ts';
import type { EventChoice, ReportedEvent } from './reported-event.ts';

/** The formats of reports that are written row by row. */
export type RowFormat = Exclude<FileFormat, 'html'>;

/** How the rows of a report become a text, piece by piece: nothing of it is held. */
export interface RowWriter {
  begin(): string;
  event(event: ReportedEvent): string;
  /** In the place of a row that the ledger doesn't bear out. */
  refused(refusal: Refusal): string;
  /** With what is told at the end, where the format has a place for that. */
  end(totals: RowTotals | null): string;
}

/** What a file says at its end, so that one which was cut off is not taken for a whole one. */
export interface RowTotals {
  readonly rows: number;
  readonly refused: number;
  /** The ledger that it was drawn from, as far as it was read. */
  readonly ledger: { readonly origin: string; readonly size: number; readonly root: string };
}

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

/** Creates the writer of a format. */
export function createRowWriter(format: RowFormat, options: RowWriterOptions): RowWriter {
  switch (format) {
    case 'csv':
      return csvWriter(options);
    case 'ndjson':
      return lineWriter();
    case 'json':
      return listWriter();
    case 'fhir':
      return bundleWriter(options);
    case 'fhir-ndjson':
      return resourceWriter(options);
    default:
      return format satisfies never;
  }
}

/** CSV has rows and nothing else: a row that is refused is one, so that they can be counted. */
function csvWriter({ report: { columns }, lineOf }: RowWriterOptions): RowWriter {
  return {
    begin: () => lineOf(columns),
    event: (event) => lineOf(columns.map((name) => cellOf(event, name))),
    refused: ({ leaf, why }) => {
      const told = new Map<string, string>([
        ['leaf', String(leaf)],
        [columns.includes('outcome') ? 'outcome' : 'note', `refused: ${why}`],
      ]);
      return lineOf(columns.map((name) => told.get(name) ?? ''));
    },
    end: () => '',
  };
}

function lineWriter(): RowWriter {
  return {
    begin: () => '',
    event: (event) => `${JSON.stringify(eventJson(event))}\n`,
    refused: ({ leaf, why }) => `${JSON.stringify({ leaf, refused: why })}\n`,
    end: (totals) => (totals === null ? '' : `${JSON.stringify({ end: totals })}\n`),
  };
}

/** Without its last bracket a list is none. */
function listWriter(): RowWriter {
  let separator = '[\n';
  const item = (value: object) => {
    const text = separator + JSON.stringify(value);
    separator = ',\n';
    return text;
  };
  return {
    begin: () => '',
    event: (event) => item(eventJson(event)),
    refused: ({ leaf, why }) => item({ leaf, refused: why }),
    end: (totals) => {
      const last = totals === null ? '' : item({ end: totals });
      return last + (separator === '[\n' ? '[]\n' : '\n]\n');
    },
  };
}

/** One FHIR Bundle of the type collection. https://hl7.org/fhir/R4/bundle.html */
function bundleWriter(options: RowWriterOptions): RowWriter {
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
    event: (event) =>
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
function resourceWriter(options: RowWriterOptions): RowWriter {
  const resourcesOf = createEventResources(options, options.choice);
  return {
    begin: () => '',
    event: (event) =>
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

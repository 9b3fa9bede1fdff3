import type { FhirFormat } from '../../catalog/file-format.ts';
import { countOf } from '../../../platform/count-of.ts';
import type { Coding } from './audit-event.ts';
import {
  createEventResources,
  type EventResources,
  type ResourceFacts,
} from './event-resources.ts';
import type { EventChoice, ReportedEvent } from '../../query/reported-event.ts';
import { printCoverage } from '../../catalog/coverage.ts';
import type { RowTotals, RowWriter } from '../text-writer.ts';

/** Options of the FHIR writer. */
export interface FhirOptions extends ResourceFacts {
  /** See `createEventResources`. */
  readonly choice: EventChoice | null;
  /** Time of writing, UTC ms since 1970. */
  readonly at: number;
  /** Returns the tags of an event's resources, such as the case that it is evidence for. */
  readonly tagsOf?: (event: ReportedEvent) => readonly Coding[];
}

/** Creates the writer of events as FHIR. */
export function createFhirWriter(
  format: FhirFormat,
  options: FhirOptions,
): RowWriter<ReportedEvent> {
  return format === 'fhir' ? bundleWriter(options) : resourceWriter(options);
}

/** Writes one FHIR Bundle of the type collection. https://hl7.org/fhir/R4/bundle.html */
function bundleWriter(options: FhirOptions): RowWriter<ReportedEvent> {
  // The list begins with its first entry, since FHIR has no empty lists.
  let hasEntries = false;
  const entry = (text: string) => {
    const written = `${hasEntries ? ',\n' : ',"entry":[\n'}${text}`;
    hasEntries = true;
    return written;
  };
  const timestamp = new Date(options.at).toISOString();
  const resourcesOf = taggedResources(options);
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
      return last + (hasEntries ? '\n]}\n' : '}\n');
    },
  };
}

/** Writes one resource per line. */
function resourceWriter(options: FhirOptions): RowWriter<ReportedEvent> {
  const resourcesOf = taggedResources(options);
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

/** Writes the totals as an OperationOutcome. https://hl7.org/fhir/R4/operationoutcome.html */
function outcomeOf({ rows, refused, ledger, coverage }: RowTotals): object {
  const whole = `The end: events of ${countOf(rows, 'row')}, from the records 0 to ${ledger.size - 1} of ${ledger.origin}. Completeness: ${printCoverage(coverage)}.`;
  const issue = { severity: 'information', code: 'informational', diagnostics: whole };
  const lacking = {
    severity: 'error',
    code: 'incomplete',
    diagnostics: `Left out, since the ledger does not prove what the index says: ${countOf(refused, 'row')}.`,
  };
  return {
    resourceType: 'OperationOutcome',
    issue: refused === 0 ? [issue] : [lacking, issue],
  };
}

function taggedResources(options: FhirOptions): EventResources {
  const { choice, tagsOf = () => [] } = options;
  const resourcesOf = createEventResources(options, choice);
  return (event) => {
    const tag = tagsOf(event);
    const resources = resourcesOf(event);
    return tag.length === 0
      ? resources
      : resources.map((resource) => ({ ...resource, meta: { ...resource.meta, tag } }));
  };
}

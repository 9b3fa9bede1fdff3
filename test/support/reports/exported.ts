import { parse } from 'csv-parse/sync';
import { findR4Faults } from '../fhir/is-r4.ts';
import type { ServedGateway } from '../served-gateway.ts';

/** An exported file with its response headers. */
export interface Exported {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Exports a report and reads the file to its end. Rejects if the connection breaks before. */
export async function exportReport(
  served: ServedGateway,
  token: string,
  body: unknown,
): Promise<Exported> {
  const response = await openExport(served, token, body);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Starts an export; the caller reads the response. */
export function openExport(
  served: ServedGateway,
  token: string,
  body: unknown,
  signal: AbortSignal | null = null,
): Promise<Response> {
  return fetch(new URL('/admin/export', served.gateway.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  });
}

/** The lines of a text. Throws if the last line has no line end. */
export function linesOf(text: string, end = '\n'): readonly string[] {
  const lines = text.split(end);
  if (lines.pop() !== '') throw new Error('the last line is not ended');
  return lines;
}

/** The number of events in a file. Throws if its format is wrong or it does not state that it is complete. */
export function countIn(format: string, text: string): number {
  if (format === 'csv') {
    linesOf(text, '\r\n');
    return parse<Record<string, string>>(text, { columns: true }).length;
  }
  if (format === 'ndjson') return linesOf(text).length - isEnd(linesOf(text).at(-1));
  if (format === 'json') {
    const items = JSON.parse(text) as readonly unknown[];
    return items.length - isEnd(JSON.stringify(items.at(-1)));
  }
  if (format === 'fhir-ndjson') return linesOf(text).length - isOutcome(linesOf(text).at(-1));
  const bundle = JSON.parse(text) as {
    readonly resourceType: string;
    readonly entry: readonly { readonly resource: unknown }[];
  };
  const entry = bundle.entry.slice(0, -isOutcome(JSON.stringify(bundle.entry.at(-1)?.resource)));
  const events: typeof bundle = { ...bundle, entry };
  const faults = findR4Faults(events);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return entry.length;
}

function isEnd(last: string | undefined): 1 {
  if (last?.startsWith('{"end":{"rows":') !== true) throw new Error('the file does not end');
  return 1;
}

function isOutcome(last: string | undefined): 1 {
  if (last?.startsWith('{"resourceType":"OperationOutcome"') !== true) {
    throw new Error('the file does not end');
  }
  return 1;
}

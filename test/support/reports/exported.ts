import { parse } from 'csv-parse/sync';
import { findR4Faults } from '../fhir/is-r4.ts';
import type { ServedGateway } from '../served-gateway.ts';

/** A file as it arrived. */
export interface Exported {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Asks for a report as a file and reads it to its end. Rejects where the connection breaks before that. */
export async function exportReport(
  served: ServedGateway,
  token: string,
  body: unknown,
): Promise<Exported> {
  const response = await openExport(served, token, body);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** The same, to be read by the caller. */
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

/** Lines of a text whose every line is ended. */
export function linesOf(text: string, end = '\n'): readonly string[] {
  const lines = text.split(end);
  if (lines.pop() !== '') throw new Error('the last line is not ended');
  return lines;
}

/** How many events a file has. Throws for one that isn't what its format asks, or doesn't say that it is whole. */
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

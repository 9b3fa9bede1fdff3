import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';

import { packageFile } from '../../../schema/package-file.ts';
import { BUNDLED_DATA_DIR } from '../../../schema/health/start-subgraph.ts';

/** A Synthea export that this project did not make, where there is one beside the checkout. */
const FOREIGN_EXPORT = packageFile('../shared/synthea');

/** The data for tests of the subgraphs: the bundled data, and a foreign export if there is one. */
export const HEALTH_DATA: readonly (readonly [string, string])[] = [
  ['the bundled data', BUNDLED_DATA_DIR],
  ...(existsSync(FOREIGN_EXPORT) ? [['a foreign export', FOREIGN_EXPORT] as const] : []),
];

/** A directory for one test, and a function that removes it. */
export function temporaryDirectory(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'phi-gateway-health-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A progress output that records its text. */
export function recordingOutput(): { readonly stream: Writable; readonly text: () => string } {
  let text = '';
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString();
      done();
    },
  });
  return { stream, text: () => text };
}

/** A GraphQL response as tests read it. */
export interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: { readonly code?: string };
  }[];
}

/** The response of a GraphQL endpoint to a query, with the data type that the test expects. */
export async function ask<Data = unknown>(
  url: string,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Answer<Data>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer<Data>;
}

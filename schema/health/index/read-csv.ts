import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { parse } from 'csv-parse';

/**
 * Calls `visit` with each row of a CSV stream in order, including the header. It holds only a few rows at a time. An
 * error of the stream, of its format or of `visit` ends the reading and rejects.
 */
export async function readCsv(
  input: Readable,
  visit: (cells: readonly string[]) => void,
): Promise<void> {
  const parser = parse({ bom: true, skip_empty_lines: true });
  parser.on('data', (cells: string[]) => {
    try {
      visit(cells);
    } catch (cause) {
      parser.destroy(cause instanceof Error ? cause : new Error('A row failed', { cause }));
    }
  });
  await pipeline(input, parser);
}

/** The first row of a CSV stream, which is then closed; empty for an empty file. */
export function readHeader(input: Readable): Promise<readonly string[]> {
  const parser = parse({ bom: true });
  return new Promise((resolve, reject) => {
    input.once('error', reject);
    parser.once('error', reject);
    parser.once('end', () => resolve([]));
    parser.once('data', (header: string[]) => {
      resolve(header);
      input.destroy();
      parser.destroy();
    });
    input.pipe(parser);
  });
}

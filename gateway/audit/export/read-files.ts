import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { fileFault } from '../store/files/file-fault.ts';

const CHUNK_BYTES = 256 * 1024;

/** More bytes than any line of an export has. A longer line would exhaust the memory. */
const MAX_LINE_BYTES = 256 * 1024 * 1024;

/** The fault code of a file that is larger than any file of an export. */
export const TOO_LARGE = 'FILE_TOO_LARGE';

/** The content of a file; empty for a missing file. Throws if it is larger than `maxBytes`. */
export function readBounded(path: string, maxBytes: number): Buffer {
  if (!existsSync(path)) return Buffer.alloc(0);
  if (statSync(path).size > maxBytes) throw tooLarge(path);
  return readFileSync(path);
}

/** The lines of a file with their newlines; the last line may have none. */
export function* readLines(path: string): Generator<string> {
  const file = openSync(path, 'r');
  try {
    let parts: Buffer[] = [];
    let length = 0;
    for (;;) {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      const bytes = chunk.subarray(0, readSync(file, chunk));
      if (bytes.length === 0) break;
      let at = 0;
      for (let end = bytes.indexOf('\n'); end !== -1; end = bytes.indexOf('\n', at)) {
        yield Buffer.concat([...parts, bytes.subarray(at, end + 1)]).toString();
        parts = [];
        length = 0;
        at = end + 1;
      }
      parts.push(bytes.subarray(at));
      length += bytes.length - at;
      if (length > MAX_LINE_BYTES) throw tooLarge(path);
    }
    if (length > 0) yield Buffer.concat(parts).toString();
  } finally {
    closeSync(file);
  }
}

/** The code of a read error of an export; null for any other error. */
export function exportFault(error: unknown): string | null {
  return isTooLarge(error) ? TOO_LARGE : fileFault(error);
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === TOO_LARGE;
}

function tooLarge(path: string): Error {
  return Object.assign(new Error(`${path} is larger than any file of an export.`), {
    code: TOO_LARGE,
  });
}

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Writes text to stdout as fast as it is read, until all is written or the reader has closed it. */
export async function writeOutput(text: Iterable<string> | AsyncIterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(text), process.stdout, { end: false });
  } catch (error) {
    // The reader of the pipe has seen enough.
    const isClosedPipe = error instanceof Error && 'code' in error && error.code === 'EPIPE';
    if (!isClosedPipe) throw error;
  }
}

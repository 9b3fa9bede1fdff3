import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Writes texts or bytes to stdout at the speed of its reader, until all is written or the reader has closed the pipe. */
export async function writeOutput(
  pieces: Iterable<string> | AsyncIterable<string | Uint8Array>,
): Promise<void> {
  try {
    await pipeline(Readable.from(pieces), process.stdout, { end: false });
  } catch (error) {
    // The reader, such as `head`, has closed the pipe: that is not a failure.
    const isClosedPipe = error instanceof Error && 'code' in error && error.code === 'EPIPE';
    if (!isClosedPipe) throw error;
  }
}

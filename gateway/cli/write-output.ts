/** Writes texts or bytes to stdout at the speed of its reader, until all is written or the reader has closed the pipe. */
export async function writeOutput(
  pieces: Iterable<string> | AsyncIterable<string | Uint8Array>,
): Promise<void> {
  // Each piece reports its own error. The stream reports it again later, once for all.
  if (!process.stdout.listeners('error').includes(ignoreError))
    process.stdout.on('error', ignoreError);
  try {
    for await (const piece of pieces) await write(piece);
  } catch (error) {
    // The reader, such as `head`, has closed the pipe: that is not a failure.
    const isClosedPipe = error instanceof Error && 'code' in error && CLOSED.has(error.code);
    if (!isClosedPipe) throw error;
  }
}

/** The first write to a closed pipe fails with `EPIPE`, and the next ones since that destroys the stream. */
const CLOSED: ReadonlySet<unknown> = new Set(['EPIPE', 'ERR_STREAM_DESTROYED']);

function write(piece: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(piece, (error) => (error ? reject(error) : resolve()));
  });
}

function ignoreError(): void {}

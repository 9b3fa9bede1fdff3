import { createServer } from 'node:net';
import { StartError } from '../platform/errors.ts';

/** A port and the part of the demo that uses it. */
export interface WantedPort {
  readonly port: number;
  /** The part, such as `the gateway`. */
  readonly what: string;
  /** The option that sets another port. */
  readonly option: string;
}

/**
 * Checks that every port is free before anything starts.
 *
 * @throws StartError with a line for each port in use.
 */
export async function assertFree(wanted: readonly WantedPort[]): Promise<void> {
  const free = await Promise.all(wanted.map(({ port }) => isFree(port)));
  const problems = wanted.flatMap(({ port, what, option }, index) =>
    free[index] === true
      ? []
      : [
          `port ${port} for ${what} is in use. Stop the process that uses it, or choose another port with ${option}.`,
        ],
  );
  if (problems.length > 0) throw new StartError(problems);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

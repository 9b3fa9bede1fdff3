import { createServer } from 'node:net';
import { StartError } from '../platform/errors.ts';

/** A port and what wants it. */
export interface WantedPort {
  readonly port: number;
  readonly what: string;
  /** The option that chooses another. */
  readonly option: string;
}

/**
 * Makes sure that every port is free before anything is started.
 *
 * @throws StartError with a line for each that is taken.
 */
export async function assertFree(wanted: readonly WantedPort[]): Promise<void> {
  const free = await Promise.all(wanted.map(({ port }) => isFree(port)));
  const problems = wanted.flatMap(({ port, what, option }, index) =>
    free[index] === true
      ? []
      : [
          `port ${port} for ${what} is taken. Stop what holds it, or choose another with ${option}.`,
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

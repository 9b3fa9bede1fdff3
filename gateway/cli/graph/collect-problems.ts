import { StartError } from '../../platform/errors.ts';

/** What was read; null with the problems of a `StartError`. */
export interface Collected<Value> {
  readonly value: Value | null;
  readonly problems: readonly string[];
}

/** Returns the problems of a `StartError`, so that they are reported together with those of other inputs. */
export async function collectProblems<Value>(
  read: () => Value | Promise<Value>,
): Promise<Collected<Value>> {
  try {
    return { value: await read(), problems: [] };
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return { value: null, problems: error.problems };
  }
}

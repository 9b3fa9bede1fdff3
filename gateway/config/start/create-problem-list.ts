import { SettingsError, StartError, type SettingProblem } from '../../platform/errors.ts';

/** Problems of settings that are found one check after the other. */
export interface ProblemList {
  /** What was found, in the order of the checks. */
  readonly found: () => readonly SettingProblem[];
  /** Whether neither the setting at a path, nor one above or below it, was faulty before the first check. */
  readonly isSound: (path: string) => boolean;
  /**
   * Runs a check of the setting at a path and gives its value. A `StartError` becomes problems of that setting, or of
   * those that it names itself; the value is null then. Any other error is a bug and is thrown.
   */
  readonly check: <Value>(path: string, run: () => Value | Promise<Value>) => Promise<Value | null>;
}

/** Collects problems of settings of which none is in `known`: what follows from those is left out. */
export function createProblemList(known: ReadonlyMap<string, string>): ProblemList {
  const found: SettingProblem[] = [];
  const isSound = (path: string) =>
    ![...known.keys()].some((other) => holds(path, other) || holds(other, path));
  return {
    found: () => found,
    isSound,
    check: async (path, run) => {
      try {
        return await run();
      } catch (error) {
        if (!(error instanceof StartError)) throw error;
        const problems =
          error instanceof SettingsError
            ? error.settings
            : error.problems.map((text) => ({ path, text }));
        found.push(...problems.filter((problem) => isSound(problem.path)));
        return null;
      }
    },
  };
}

/** Whether a setting is another one, or a section around it. */
function holds(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);
}

import { SettingsError, StartError, type SettingProblem } from '../../platform/errors.ts';

/** Problems of settings, collected check by check. */
export interface ProblemList {
  /** The problems found, in the order of the checks. */
  readonly found: () => readonly SettingProblem[];
  /** Whether no setting at this path, around it or inside it had a problem before the first check. */
  readonly isSound: (path: string) => boolean;
  /**
   * Runs a check of the setting at a path and returns its value. If it throws a `StartError`, the value is null, and the
   * error becomes problems of that setting, or of the settings that a `SettingsError` names. Any other error is a bug and is
   * thrown.
   */
  readonly check: <Value>(path: string, run: () => Value | Promise<Value>) => Promise<Value | null>;
}

/** Starts a list. Problems of settings with a problem in `earlier` are left out: they follow from it. */
export function createProblemList(earlier: ReadonlyMap<string, string>): ProblemList {
  const found: SettingProblem[] = [];
  const isSound = (path: string) =>
    ![...earlier.keys()].some((other) => holds(path, other) || holds(other, path));
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

/** Whether the paths are equal, or the inner setting is part of the outer one: `graph` holds `graph.subgraphs[0].sdl`. */
function holds(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);
}

import { z } from 'zod';
import { parsePlainTree, problemLines } from '../config/parse-tree.ts';
import { readYaml } from '../config/read-yaml.ts';
import { StartError } from '../platform/errors.ts';
import { OTHERS, testFileSchema, unknownCallerText, type TestFile } from './test-file.ts';

/** A file of policy tests, and the lines of its parts. */
export interface ReadTestFile {
  /** As it was named on the command line. */
  readonly file: string;
  readonly tests: TestFile;
  /** The line of a path such as `cases[0].expect`, or of the closest part around it. */
  readonly lineOf: (path: string) => number;
}

/** Reads a file of policy tests. Throws a `StartError` with one line for each problem: file, line, and what to fix. */
export function readTestFile(file: string): ReadTestFile {
  const { tree, folder, lineOf } = readYaml(file);
  const { data, problems } = parsePlainTree(testFileSchema(folder), tree);
  if (data !== null) return { file, tests: data, lineOf };
  // Where the form is right, planning the cases finds these.
  const callers = new Map(unknownCallers(tree));
  const place = (path: string) => `${file}:${lineOf(path)}: `;
  throw new StartError([...problemLines(callers, place), ...problemLines(problems, place)]);
}

/** The callers in `expect` that a tree does not name, by path. */
function unknownCallers(tree: unknown): readonly (readonly [path: string, text: string])[] {
  const parsed = CALLERS_OF_CASES.safeParse(tree);
  if (!parsed.success) return [];
  const callers = Object.keys(parsed.data.callers);
  return parsed.data.cases.flatMap(({ expect }, index) =>
    Object.keys(expect)
      .filter((key) => key !== OTHERS && !callers.includes(key))
      .map((key) => [`cases[${index}].expect.${key}`, unknownCallerText(key, callers)] as const),
  );
}

const keys = z.record(z.string(), z.unknown()).catch({});

/** The names in a file whose form may be wrong elsewhere. */
const CALLERS_OF_CASES = z.object({
  callers: keys,
  cases: z.array(z.object({ expect: keys }).catch({ expect: {} })).catch([]),
});

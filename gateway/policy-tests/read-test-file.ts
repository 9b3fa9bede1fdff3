import { parsePlainTree, problemLines } from '../config/parse-tree.ts';
import { readYaml } from '../config/read-yaml.ts';
import { StartError } from '../platform/errors.ts';
import { testFileSchema, type TestFile } from './test-file.ts';

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
  if (data === null)
    throw new StartError(problemLines(problems, (path) => `${file}:${lineOf(path)}: `));
  return { file, tests: data, lineOf };
}

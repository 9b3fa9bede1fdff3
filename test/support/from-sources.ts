import { packageFile } from '../../schema/package-file.ts';

/** What `node` is called with to run a program of this package from its sources. */
export function fromSources(program: string, args: readonly string[]): string[] {
  return [
    '--disable-warning=ExperimentalWarning',
    `--import=${packageFile('test/support/typescript-threads.mjs')}`,
    packageFile(program),
    ...args,
  ];
}

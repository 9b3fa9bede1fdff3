import { packageFile } from '../../schema/package-file.ts';

/** The arguments with which `node` runs a compiled program of this package, named by its source. */
export function builtProgram(source: string, args: readonly string[]): string[] {
  const program = packageFile(`dist/${source.replace(/\.ts$/, '.js')}`);
  return ['--disable-warning=ExperimentalWarning', program, ...args];
}

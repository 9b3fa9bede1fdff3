import { Option } from 'commander';

/** An option that may be given several times. Its value is the list of all given values; empty without the option. */
export function repeatable(flags: string, description: string): Option {
  return new Option(flags, description).argParser(collect).default([], 'none; repeat for each');
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

import { StartError } from '../../../errors.ts';

/** Flags as commander reads them: `breakGlass` is --break-glass, and false where --no-break-glass was typed. */
export type TypedFlags = Readonly<Record<string, unknown>>;

/** Throws a `StartError` that names the flags which a report can't be asked with, as they were typed. */
export function refuseForeignFlags(
  report: string,
  flags: TypedFlags,
  isOwn: (name: string) => boolean,
): void {
  const foreign = Object.keys(flags).filter((name) => flags[name] !== undefined && !isOwn(name));
  if (foreign.length === 0) return;
  const typed = foreign.map((name) => typedFlag(name, flags[name])).join(', ');
  throw new StartError([`The report ${report} can't be asked with ${typed}.`]);
}

/** A flag as it is typed. */
export function typedFlag(name: string, value: unknown): string {
  const words = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return value === false ? `--no-${words}` : `--${words}`;
}

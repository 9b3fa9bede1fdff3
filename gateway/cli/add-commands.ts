import { Command } from 'commander';

/** A command of the command line. */
export interface CommandEntry {
  readonly text: string;
  readonly load: () => Promise<Command>;
  /** The help does not list it: only the demo runs it. */
  readonly isHidden?: true;
}

/**
 * Adds commands by their names. Only the command that the arguments run, or whose help they request, is loaded, since some
 * import large modules. The others are added without flags, for the list in the help, and fail if they are run.
 */
export async function addCommands(
  parent: Command,
  entries: Readonly<Record<string, CommandEntry>>,
  args: readonly string[],
): Promise<Command> {
  const [first, second] = args.filter((arg) => arg !== '--');
  const requested = first === 'help' ? second : first;
  for (const [name, { text, load, isHidden }] of Object.entries(entries)) {
    const command = name === requested ? await load() : placeholder(name);
    parent.addCommand(command.description(text), { hidden: isHidden === true });
  }
  return parent;
}

/** A command that runs only if its name is not the first argument, which is an error. */
function placeholder(name: string): Command {
  const command = new Command(name);
  return command.action(() => command.error(`error: write ${name} before all else`));
}

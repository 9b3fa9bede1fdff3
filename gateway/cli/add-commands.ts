import { Command } from 'commander';

/** A command of the command line. */
export interface CommandEntry {
  readonly text: string;
  readonly load: () => Promise<Command>;
  /** Not listed: the demo starts it itself. */
  readonly isHidden?: true;
}

/**
 * Adds commands by their names. Only the one that the arguments ask for, or ask help about, is loaded, since there
 * is much behind some of them; the others are there to be listed, and fail if they are run after all.
 */
export async function addCommands(
  parent: Command,
  entries: Readonly<Record<string, CommandEntry>>,
  args: readonly string[],
): Promise<Command> {
  const [first, second] = args.filter((arg) => arg !== '--');
  const asked = first === 'help' ? second : first;
  for (const [name, { text, load, isHidden }] of Object.entries(entries)) {
    const command = name === asked ? await load() : listed(name);
    parent.addCommand(command.description(text), { hidden: isHidden === true });
  }
  return parent;
}

function listed(name: string): Command {
  const command = new Command(name);
  return command.action(() => command.error(`error: write ${name} before all else`));
}

import type { Command } from 'commander';
import { createProgram } from '../../gateway/cli/run-program.ts';
import { tableOf } from './markdown.ts';

/** Every command that help lists, with its arguments and flags, as Markdown. */
export async function describeCommands(): Promise<string> {
  const texts: string[] = [];
  for (const name of namesOf(await createProgram([])))
    if (name === 'audit') {
      for (const each of namesOf(await loadCommand([name])))
        texts.push(...commandTexts(await loadCommand([name, each]), [name, each]));
    } else texts.push(...commandTexts(await loadCommand([name]), [name]));
  return texts.join('\n\n');
}

/** The commands below a command that its help lists. */
function namesOf(command: Command): readonly string[] {
  const visible = command.createHelp().visibleCommands(command);
  return visible.map((each) => each.name()).filter((name) => name !== 'help');
}

/** A command with its flags. */
async function loadCommand(path: readonly string[]): Promise<Command> {
  let command = await createProgram(path);
  for (const name of path)
    command = command.commands.find((each) => each.name() === name) ?? command;
  return command;
}

/** What a command takes, or each command below it. */
function commandTexts(command: Command, path: readonly string[]): readonly string[] {
  if (command.commands.length > 0)
    return namesOf(command).flatMap((name) => {
      const inner = command.commands.find((each) => each.name() === name);
      return inner === undefined ? [] : commandTexts(inner, [...path, name]);
    });
  const help = command.createHelp();
  const rows = [
    ...help.visibleArguments(command).map((each) => [help.argumentTerm(each), each.description]),
    ...help
      .visibleOptions(command)
      .filter(({ long }) => long !== '--help')
      .map((option) => [option.flags, help.optionDescription(option)]),
  ].map(([term = '', text = '']) => [`\`${term}\``, ...withDefault(text)]);
  const taken = tableOf(['Argument or flag', 'Meaning', 'Default'], rows);
  return [`## ${path.join(' ')}\n\n${command.description()}\n\n${taken}`];
}

/** A description without the choices and the default that end it, and that default. */
function withDefault(text: string): readonly [meaning: string, standard: string] {
  const [, before = '', listed, standard = ''] =
    /^(.*?)\s*\((?:choices: ([^)]*?))?(?:(?:, |^)?default: ([^)]*))?\)$/.exec(text) ?? [];
  if (listed === undefined && standard === '') return [text, ''];
  const choices = listed === undefined ? '' : `one of ${listed.replaceAll('"', '')}`;
  const meaning = [before, choices].filter((part) => part !== '').join(': ');
  return [meaning, standard.replaceAll('"', '`')];
}

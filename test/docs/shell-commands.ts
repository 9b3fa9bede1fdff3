import type { Command } from 'commander';
import { createProgram } from '../../gateway/cli/run-program.ts';

const INVOKED = /(?:npm run -s phi-gateway --|(?<![\w-]|--prefix \S*)phi-gateway) ([^|)\n]*)/g;
const SHORT = /^(?:audit [a-z]|(?:check|serve|diff|explain|matrix|demo|issuer|token) --)/;

/**
 * The commands of phi-gateway in a line of a shell, each as its words. In prose, `audit verify --key KEY` is short for one.
 */
export function phiGatewayCommands(text: string): readonly (readonly string[])[] {
  const invoked = [...text.matchAll(INVOKED)].map(([, words = '']) => words);
  const commands = invoked.length === 0 && SHORT.test(text) ? [text] : invoked;
  return commands.map(wordsOf).filter(([first]) => first !== undefined && /^[a-z]/.test(first));
}

/** The words of a command up to a redirection. Quotation marks hold a word together. */
function wordsOf(text: string): readonly string[] {
  const words = [...text.matchAll(/'[^']*'|"[^"]*"|[^\s]+/g)].map(([word]) => word);
  const end = words.findIndex((word) => /^(?:\d?>|&&|#|;)/.test(word));
  return (end < 0 ? words : words.slice(0, end)).map((word) => word.replaceAll(/^["']|["']$/g, ''));
}

/** Which subcommand or flag of a command doesn't exist; null if all do. */
export async function commandProblem(words: readonly string[]): Promise<string | null> {
  let command = await createProgram(words);
  for (const word of words) {
    if (word.startsWith('-')) {
      const flag = word.split('=')[0] ?? word;
      if (!flagsOf(command).includes(flag)) return `${command.name()} has no ${flag}`;
    } else if (command.commands.length > 0 && command.registeredArguments.length === 0) {
      const next = command.commands.find((each) => each.name() === word);
      if (next === undefined) return `${command.name()} has no command ${word}`;
      command = next;
    }
  }
  return null;
}

function flagsOf(command: Command): readonly string[] {
  return ['--help', ...command.options.flatMap(({ long }) => (long == null ? [] : [long]))];
}

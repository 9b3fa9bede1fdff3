import { createInterface } from 'node:readline/promises';

/** Asks questions on a terminal, or reads the answers from a pipe, one per line. */
export interface Answers {
  /** The answer without white space around it; null at the end of the input. */
  readonly ask: (question: string) => Promise<string | null>;
  readonly close: () => void;
}

/** Ctrl-C and Ctrl-D end the input. */
export function openAnswers(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream & { readonly isTTY?: boolean },
): Answers {
  const lines = createInterface({
    input,
    output,
    terminal: output.isTTY === true && isTerminal(input),
  });
  // Not `question`, which loses lines of a pipe that come before it is called.
  const iterator = lines[Symbol.asyncIterator]();
  return {
    ask: async (question) => {
      lines.setPrompt(question);
      lines.prompt();
      const next = await iterator.next();
      return next.done === true ? null : next.value.trim();
    },
    close: () => {
      lines.close();
    },
  };
}

function isTerminal(input: NodeJS.ReadableStream & { readonly isTTY?: boolean }): boolean {
  return input.isTTY === true;
}

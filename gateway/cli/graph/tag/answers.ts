import { createInterface } from 'node:readline/promises';

/** Asks questions on a terminal, or reads the answers from a pipe, one per line. */
export interface Answers {
  /** The answer without white space around it; null at the end of the input. */
  readonly ask: (question: string) => Promise<string | null>;
  /**
   * Refuses the last answer. A terminal shows the reason. The further answers of a pipe were meant for other questions, so none
   * of them is read.
   */
  readonly refuse: (reason: string) => void;
  readonly close: () => void;
  /** The number of answers that were read. */
  readonly count: () => number;
  /** Why the last answer of a pipe is refused; null if none is. */
  readonly refused: () => string | null;
}

/** Ctrl-C and Ctrl-D end the input. */
export function openAnswers(
  input: NodeJS.ReadableStream & { readonly isTTY?: boolean },
  output: NodeJS.WritableStream & { readonly isTTY?: boolean },
): Answers {
  const isFromTerminal = input.isTTY === true;
  const lines = createInterface({
    input,
    output,
    terminal: output.isTTY === true && isFromTerminal,
  });
  // Not `question`, which loses lines of a pipe that come before it is called.
  const iterator = lines[Symbol.asyncIterator]();
  let count = 0;
  let refused: string | null = null;
  return {
    ask: async (question) => {
      if (refused !== null) return null;
      lines.setPrompt(question);
      lines.prompt();
      const next = await iterator.next();
      if (next.done === true) return null;
      count += 1;
      return next.value.trim();
    },
    refuse: (reason) => {
      if (isFromTerminal) output.write(`${reason}\n`);
      else refused = reason;
    },
    close: () => {
      lines.close();
    },
    count: () => count,
    refused: () => refused,
  };
}

import { GatewayError } from '../../platform/errors.ts';
import type { ReportAnswers, ReportQuestion } from './parse-report-message.ts';
import type { ReportContext } from './report-context.ts';
import type { ReportThread } from './report-thread.ts';

/** A thread that many ask: whoever asks much waits for themselves and for nobody else. */
export interface FairThread {
  /** Asks when it is that caller's turn. Rejects as `ReportThread.ask` does, also where too many of theirs wait. */
  ask<Kind extends keyof ReportAnswers>(
    context: Pick<ReportContext, 'request'>,
    question: Extract<ReportQuestion, { readonly kind: Kind }>,
  ): Promise<ReportAnswers[Kind]>;
}

/** Questions of one caller that are answered at a time: an eighth of what may wait for a thread. */
const AT_ONCE = 4;

/** Questions of one caller that may wait: twice what one request may ask. */
const MOST_WAITING = 100;

/** Creates it over a thread. */
export function createFairThread(thread: Pick<ReportThread, 'ask'>): FairThread {
  const lines = new Map<string, Line>();
  return {
    async ask({ request: { caller } }, question) {
      const who = JSON.stringify([caller.issuer, caller.subject]);
      const line = lines.get(who) ?? { asked: 0, waiting: [] };
      lines.set(who, line);
      await begin(line);
      try {
        return await thread.ask(question);
      } finally {
        const next = line.waiting.shift();
        if (next === undefined) line.asked -= 1;
        else next();
        if (line.asked === 0) lines.delete(who);
      }
    },
  };
}

interface Line {
  asked: number;
  /** Each takes over the turn of one that has ended. */
  readonly waiting: (() => void)[];
}

async function begin(line: Line): Promise<void> {
  if (line.asked < AT_ONCE) {
    line.asked += 1;
    return;
  }
  if (line.waiting.length >= MOST_WAITING) throw new GatewayError('REPORTS_UNAVAILABLE');
  await new Promise<void>((resolve) => {
    line.waiting.push(resolve);
  });
}

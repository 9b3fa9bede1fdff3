import { randomBytes } from 'node:crypto';
import type { Ledger } from '../../audit/append/ledger.ts';
import { GatewayError } from '../../platform/errors.ts';
import { parseCaseId, printCaseId } from '../catalog/case-id.ts';
import { badInput } from '../catalog/request-fault.ts';
import type { OwnQuestion } from '../surveillance/questions/own-questions.ts';
import {
  cleanQuestion,
  MAX_QUESTION,
  writeQuestion,
} from '../surveillance/questions/write-question.ts';
import { awaitLeafIndexed } from './await-leaf-indexed.ts';
import type { Arguments } from './parse-page-arguments.ts';
import type { ReportContext } from './report-context.ts';
import type { PerCallerQueue } from './workers/per-caller-queue.ts';

/** Dependencies of the resolvers. */
export interface QuestionSources {
  readonly queryWorker: PerCallerQueue;
  readonly ledger: Pick<Ledger, 'appendUnlessChanged'>;
  /** UTC ms since 1970. */
  readonly now: () => number;
}

/** What reading all questions about a record counts toward the rows that one request may read. */
const QUESTION_ROWS = 200;

/** Questions about one record that may await an answer. */
const MAX_OPEN = 20;

/** The resolvers `questions` and `ask`. The rule of each (`report-rules.ts`) runs before it. */
export function createQuestionRoot({ queryWorker, ledger, now }: QuestionSources) {
  const inTurn = createTurns();
  return {
    questions: async (_: Arguments, context: ReportContext): Promise<readonly OwnQuestion[]> => {
      const patient = ownOf(context);
      context.asked.read('questions', { rows: QUESTION_ROWS, patient });
      return queryWorker.of(context).call('questions', patient);
    },
    // One question about a record after the other, so that each sees those before it.
    ask: async (args: Arguments, context: ReportContext): Promise<OwnQuestion> => {
      const patient = ownOf(context);
      context.asked.spend(QUESTION_ROWS);
      return inTurn(patient, () => ask(parseQuestion(args), patient, context));
    },
  };

  async function ask(
    { event, text }: ReturnType<typeof parseQuestion>,
    patient: string,
    context: ReportContext,
  ): Promise<OwnQuestion> {
    const { asked, request } = context;
    const worker = queryWorker.of(context);
    const state = event === null ? null : await worker.call('askingState', event, patient);
    // Of others' events and of none the caller learns the same.
    if (event === null || state?.isAskable !== true) {
      asked.deny('Mutation.ask', patient);
      throw new GatewayError('EVENT_UNKNOWN');
    }
    const id = printCaseId({ concerns: 'record', event });
    if (state.questions.some((each) => each.event === id)) throw new GatewayError('QUESTION_ASKED');
    if (state.questions.filter(({ answeredAt }) => answeredAt === null).length >= MAX_OPEN)
      throw new GatewayError('QUESTIONS_OPEN');
    const salt = randomBytes(SALT_BYTES).toString('hex');
    const { record, opening } = writeQuestion(request, { event, patient, text, salt });
    const condition = {
      kind: 'question',
      subject: printCaseId({ concerns: 'question', event }),
      from: state.size,
    } as const;
    const added = await ledger.appendUnlessChanged(record, opening, condition);
    if (!added.isAppended) throw new GatewayError('QUESTION_ASKED');
    asked.markWritten();
    await awaitLeafIndexed(added.first, () => worker.call('status'));
    return { event: id, time: new Date(now()).toISOString(), text, answeredAt: null };
  }
}

const SALT_BYTES = 32;

function ownOf({ own }: ReportContext): string {
  // The rule has seen to it; this does not depend on it.
  if (own === null) throw new GatewayError('UNAUTHORIZED_FIELD_OR_TYPE');
  return own;
}

/** Parses the arguments of `ask`. `event` is null for an id of no event. Throws `BAD_USER_INPUT` for a text that is too long. */
function parseQuestion({ event, text }: Arguments) {
  const place = parseCaseId(String(event));
  const line = typeof text === 'string' ? cleanQuestion(text) : null;
  if ((line?.length ?? 0) > MAX_QUESTION)
    throw badInput([`text has at most ${MAX_QUESTION} characters.`]);
  return { event: place?.concerns === 'record' ? place.event : null, text: line };
}

/** Runs the calls of one key one after the other. */
function createTurns() {
  const last = new Map<string, Promise<unknown>>();
  return async <Result>(key: string, run: () => Promise<Result>): Promise<Result> => {
    const turn = (last.get(key) ?? Promise.resolve()).then(run);
    const ended = turn.catch(() => undefined);
    last.set(key, ended);
    try {
      return await turn;
    } finally {
      if (last.get(key) === ended) last.delete(key);
    }
  };
}

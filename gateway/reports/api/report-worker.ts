import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { unpackLeaves } from '../../audit/tree/batch.ts';
import { enrolledKey } from '../../audit/record/control/key-change.ts';
import { openReader } from '../../audit/store/open-reader.ts';
import { StartError } from '../../platform/errors.ts';
import { followLedger } from '../index/follow-ledger.ts';
import { openIndex, type ReportIndex } from '../index/open-index.ts';
import { createDayMemory } from '../surveillance/day-cache.ts';
import { answerQuestion } from './answer-question.ts';
import {
  parseReportRequest,
  parseThreadOptions,
  type ReportEvent,
  type ReportThreadOptions,
} from './parse-report-message.ts';
import { faultCauseOf, faultOf } from './report-fault.ts';

type Tell = (event: ReportEvent) => void;

/** Entry point of the threads that read the ledger for reports, so that no request waits for a report. */
async function run(port: MessagePort): Promise<void> {
  const options = parseThreadOptions(workerData);
  const tell: Tell = (event) => {
    port.postMessage(event);
  };
  if (options.task === 'follow') await follow(port, options, tell);
  else answerAll(port, options, tell);
}

async function follow(port: MessagePort, options: ReportThreadOptions, tell: Tell): Promise<void> {
  let index: ReportIndex;
  let publicKey: string | null;
  try {
    publicKey = await readFirstKey(options);
    index = await openIndex(options.index, 'fill');
  } catch (error) {
    const problems =
      error instanceof StartError
        ? error.problems
        : [`The ledger cannot be read for reports (${faultCauseOf(error)}).`];
    tell({ kind: 'refused', problems });
    return;
  }
  const following = followLedger(index, options.ledger, {
    everyMs: options.everyMs,
    onFault(error) {
      tell({ kind: 'unfilled', cause: faultCauseOf(error) });
    },
    onRound({ size, brokenAt }) {
      tell({ kind: 'filled', size, brokenAt });
    },
  });
  port.once('message', () => {
    void following
      .stop()
      .then(() => index.close())
      .finally(() => {
        port.close();
      });
  });
  tell({ kind: 'opened', publicKey });
}

/** The key that the first record enrols; null where that can't be told. */
async function readFirstKey({ ledger }: ReportThreadOptions): Promise<string | null> {
  const reader = await openReader(ledger);
  try {
    const row = await reader.batchAt(0);
    const [first] = (row?.batch == null ? null : unpackLeaves(row.batch.leaves)) ?? [];
    return first === undefined ? null : (enrolledKey(first)?.vkey ?? null);
  } finally {
    await reader.close();
  }
}

function answerAll(port: MessagePort, options: ReportThreadOptions, tell: Tell): void {
  const memory = createDayMemory();
  port.on('message', (message: unknown) => {
    const request = parseReportRequest(message);
    if (request.kind === 'close') {
      port.close();
      return;
    }
    const { id, question } = request;
    const onProgress = (done: number, total: number) => {
      tell({ kind: 'progress', id, done, total });
    };
    const reply = async () => {
      try {
        const answer = await answerQuestion(question, options, { onProgress, memory });
        tell({ kind: 'answered', id, answer });
      } catch (error) {
        tell({ kind: 'failed', id, fault: faultOf(error) });
      }
    };
    void reply();
  });
}

if (parentPort !== null) await run(parentPort);

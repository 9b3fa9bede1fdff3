import { once } from 'node:events';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { faultOf } from '../api/report-fault.ts';
import { openExport } from './open-export.ts';
import { parseExportOptions, parseFacts, type ExportEvent } from './parse-export-message.ts';

/** What is sent together, about. */
const PIECE = 65_536;

/** Entry point of the thread of one export: reads on whenever it is asked to, and never ahead of that. */
async function run(port: MessagePort): Promise<void> {
  const { question, sources } = parseExportOptions(workerData);
  const tell = (event: ExportEvent) => {
    port.postMessage(event);
  };
  const fail = (error: unknown) => {
    tell({ kind: 'failed', fault: faultOf(error) });
  };
  try {
    const { rows, texts } = await openExport(question, sources, async (people) => {
      tell({ kind: 'people', people });
      const told: readonly unknown[] = await once(port, 'message');
      return parseFacts(told[0]);
    });
    const reading = texts[Symbol.asyncIterator]();
    port.on('message', () => {
      void readPiece(reading).then(tell, fail);
    });
    tell({ kind: 'opened', rows });
  } catch (error) {
    fail(error);
  }
}

async function readPiece(reading: AsyncIterator<string>): Promise<ExportEvent> {
  const texts: string[] = [];
  let length = 0;
  while (length < PIECE) {
    const next = await reading.next();
    if (next.done === true) break;
    texts.push(next.value);
    length += next.value.length;
  }
  return length === 0 ? { kind: 'ended' } : { kind: 'text', text: texts.join('') };
}

if (parentPort !== null) await run(parentPort);

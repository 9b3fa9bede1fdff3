import { on } from 'node:events';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { faultOf } from '../report-fault.ts';
import { openExport } from './open-export.ts';
import {
  parseExportMessage,
  parseExportSources,
  type ExportEvent,
  type ExportMessage,
} from './parse-export-message.ts';

/** What is sent together, about. */
const PIECE = 65_536;

/**
 * Entry point of a thread that reads exports, one after the other: reads on whenever it is asked to, and never ahead
 * of that.
 */
async function run(port: MessagePort): Promise<void> {
  const sources = parseExportSources(workerData);
  // It never ends.
  const messages: AsyncIterator<readonly unknown[], readonly unknown[]> = on(port, 'message');
  const hear = async <Kind extends ExportMessage['kind']>(kind: Kind) => {
    const { value } = await messages.next();
    return parseExportMessage(value[0], kind);
  };
  const tell = (event: ExportEvent) => {
    port.postMessage(event);
  };
  for (;;) {
    const { question } = await hear('open');
    try {
      const { rows, texts } = await openExport(question, sources, async (people) => {
        tell({ kind: 'people', people });
        return (await hear('facts')).facts;
      });
      tell({ kind: 'opened', rows });
      const reading = texts[Symbol.asyncIterator]();
      for (let isWhole = false; !isWhole;) {
        await hear('next');
        const event = await readPiece(reading);
        tell(event);
        isWhole = event.kind === 'ended';
      }
    } catch (error) {
      tell({ kind: 'failed', fault: faultOf(error) });
    }
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

import { parentPort } from 'node:worker_threads';
import { GatewayError } from '../../../platform/errors.ts';
import { serveParent } from '../workers/worker-rpc.ts';
import type { ExportCallbacks, ExportFunctions, FilePiece } from './export-functions.ts';
import { openExport } from './open-export.ts';

/** Characters of a piece, at least; the last piece can be shorter. */
const MIN_PIECE_LENGTH = 65_536;

// Entry point of a thread that reads exports, one after the other. Facts about people and their names come from the parent thread.
if (parentPort !== null) {
  let reading: AsyncIterator<FilePiece> | null = null;
  const functions: ExportFunctions = {
    async open(query, sources) {
      const { rowCount, texts } = await openExport(query, sources, {
        findFacts: (people) => callParent('findFacts', people),
        findNames: (people) => callParent('findNames', people),
      });
      reading = texts[Symbol.asyncIterator]();
      return rowCount;
    },
    async next() {
      if (reading === null) throw new GatewayError('REPORTS_UNAVAILABLE');
      return readPiece(reading);
    },
  };
  const callParent = serveParent<ExportCallbacks>(parentPort, functions);
}

/** Joins texts to pieces. The bytes of a PDF file come in pieces of their own. */
async function readPiece(reading: AsyncIterator<FilePiece>): Promise<FilePiece | null> {
  const texts: string[] = [];
  let length = 0;
  while (length < MIN_PIECE_LENGTH) {
    const next = await reading.next();
    if (next.done === true) break;
    if (typeof next.value !== 'string') return next.value;
    texts.push(next.value);
    length += next.value.length;
  }
  return length === 0 ? null : texts.join('');
}

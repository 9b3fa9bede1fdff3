import type { Session } from '../session/create-session.ts';
import { AskError, endOf, failureOf } from './ask.ts';
import { parseAnswer } from './parse-answer.ts';

/** A report as a file, as `/admin/export` takes it. */
export interface ExportRequest {
  readonly report: string;
  readonly format: string;
  readonly filter: object;
  /** Null leaves the order to the report. */
  readonly orderBy: object | null;
}

/** A file that arrived whole. */
export interface ExportedFile {
  readonly name: string;
  readonly content: Blob;
}

/** How far a file is: lines that have come, of so many; null where that isn't told. */
export interface ExportProgress {
  readonly lines: number;
  readonly rows: number | null;
}

/**
 * Fetches a report as a file, past the memory of the page where the browser can. A connection that breaks before
 * the end gives no file.
 *
 * @throws AskError
 */
export async function fetchExport(
  session: Session,
  request: ExportRequest,
  onProgress: (progress: ExportProgress) => void,
  signal: AbortSignal,
): Promise<ExportedFile> {
  const token = await session.accessToken();
  if (token === null) throw new AskError('signed-out');
  const response = await send(token, request, signal);
  if (!response.ok || response.body === null) {
    const codes = parseAnswer(await response.text())?.codes ?? null;
    const failure = failureOf(response, codes) ?? 'unreachable';
    if (failure === 'signed-out') session.expire(endOf(codes ?? []));
    throw new AskError(failure, codes ?? []);
  }
  const told = response.headers.get('x-report-rows');
  const rows = told === null ? null : Number(told);
  const [, name = 'report'] =
    /filename="([\w.-]+)"/.exec(response.headers.get('content-disposition') ?? '') ?? [];
  try {
    const counted = response.body.pipeThrough(countLines((lines) => onProgress({ lines, rows })));
    const content = await new Response(counted).blob();
    return { name, content };
  } catch (cause) {
    throw new AskError(signal.aborted ? 'cancelled' : 'broken', [], { cause });
  }
}

async function send(
  token: string,
  { report, format, filter, orderBy }: ExportRequest,
  signal: AbortSignal,
): Promise<Response> {
  try {
    return await fetch('/admin/export', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ report, format, filter, ...(orderBy !== null && { orderBy }) }),
      signal,
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
    });
  } catch (cause) {
    throw new AskError(signal.aborted ? 'cancelled' : 'unreachable', [], { cause });
  }
}

const LINE_END = 10;
const TELL_EVERY_MS = 100;

/** Passes bytes on, and tells now and then how many lines they were. */
function countLines(tell: (lines: number) => void): TransformStream<Bytes, Bytes> {
  let lines = 0;
  let toldAt = 0;
  return new TransformStream({
    transform(chunk, controller) {
      for (const byte of chunk) if (byte === LINE_END) lines += 1;
      controller.enqueue(chunk);
      const now = performance.now();
      if (now - toldAt < TELL_EVERY_MS) return;
      toldAt = now;
      tell(lines);
    },
  });
}

type Bytes = Uint8Array<ArrayBuffer>;

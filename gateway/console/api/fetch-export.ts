import type { Session } from '../session/create-session.ts';
import { parseResponse } from './parse-response.ts';
import { failureOf, RequestError, signOutReason } from './request-error.ts';

/** A report as a file, as `/admin/export` accepts it. */
export interface ExportRequest {
  readonly report: string;
  readonly format: string;
  readonly filter: object;
  /** Null for the report's own order. */
  readonly orderBy: object | null;
  /** Language of a letter; null for the gateway's. */
  readonly language: string | null;
}

/** A file that was downloaded completely. */
export interface ExportedFile {
  readonly name: string;
  readonly content: Blob;
}

/** How much of a file has arrived. */
export interface ExportProgress {
  /** Lines so far. */
  readonly lines: number;
  /** Rows of the whole report; null if the gateway does not state their number. */
  readonly rows: number | null;
}

/**
 * Downloads a report as a file; the browser may keep it on disk. A connection that breaks before the end yields no file.
 *
 * @throws RequestError
 */
export async function fetchExport(
  session: Session,
  request: ExportRequest,
  onProgress: (progress: ExportProgress) => void,
  signal: AbortSignal,
): Promise<ExportedFile> {
  const token = await session.accessToken();
  if (token === null) throw new RequestError('signed-out');
  const response = await post(token, request, signal);
  if (!response.ok || response.body === null) {
    const codes = parseResponse(await response.text())?.codes ?? null;
    const failure = failureOf(response, codes) ?? 'unreachable';
    if (failure === 'signed-out') session.expire(signOutReason(codes ?? []));
    throw new RequestError(failure, codes ?? []);
  }
  const header = response.headers.get('x-report-rows');
  const rows = header === null ? null : Number(header);
  const [, name = 'report'] =
    /filename="([\w.-]+)"/.exec(response.headers.get('content-disposition') ?? '') ?? [];
  try {
    const counted = response.body.pipeThrough(countLines((lines) => onProgress({ lines, rows })));
    const content = await new Response(counted).blob();
    return { name, content };
  } catch (cause) {
    throw new RequestError(signal.aborted ? 'canceled' : 'broken', [], { cause });
  }
}

async function post(
  token: string,
  { report, format, filter, orderBy, language }: ExportRequest,
  signal: AbortSignal,
): Promise<Response> {
  try {
    return await fetch('/admin/export', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        report,
        format,
        filter,
        ...(orderBy !== null && { orderBy }),
        ...(language !== null && { language }),
      }),
      signal,
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
    });
  } catch (cause) {
    throw new RequestError(signal.aborted ? 'canceled' : 'unreachable', [], { cause });
  }
}

const LINE_FEED = 10;
const REPORT_EVERY_MS = 100;

/** Passes bytes through and reports the number of lines at most once per interval. */
function countLines(report: (lines: number) => void): TransformStream<Bytes, Bytes> {
  let lines = 0;
  let reportedAt = 0;
  return new TransformStream({
    transform(chunk, controller) {
      for (const byte of chunk) if (byte === LINE_FEED) lines += 1;
      controller.enqueue(chunk);
      const now = performance.now();
      if (now - reportedAt < REPORT_EVERY_MS) return;
      reportedAt = now;
      report(lines);
    },
  });
}

type Bytes = Uint8Array<ArrayBuffer>;

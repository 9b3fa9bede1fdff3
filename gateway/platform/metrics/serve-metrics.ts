import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { MetricsConfig } from './metrics-config.ts';
import { SettingsError } from '../errors.ts';
import type { Readiness } from '../readiness.ts';
import type { Metrics } from './metrics.ts';

/** A running metrics endpoint. */
export interface RunningMetrics {
  /** Such as `http://127.0.0.1:9464/metrics`. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * Serves `GET /metrics`, `GET /costs` (estimated and actual costs by operation, as CSV) and, with the names of failing
 * parts, `GET /health/ready` on a listener apart from clients: the address decides who can read them. Plain HTTP, since
 * none of them holds PHI.
 *
 * @throws SettingsError if it can't listen there.
 */
export async function serveMetrics(
  metrics: Pick<Metrics, 'print' | 'printCosts'>,
  { host, port }: MetricsConfig,
  readiness: () => Readiness | Promise<Readiness>,
): Promise<RunningMetrics> {
  const timeouts = { headersTimeout: 5_000, requestTimeout: 5_000, maxHeaderSize: 8_192 };
  let printing: ReturnType<Metrics['print']> | null = null;
  // Concurrent requests share one response, so that many of them cost no more than one.
  const print = () =>
    (printing ??= metrics.print().finally(() => {
      printing = null;
    }));
  const server = createServer(timeouts, (request, response) => {
    void respond({ print, printCosts: metrics.printCosts }, readiness, request, response);
  });
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const text = `port ${port} on ${host} cannot be listened on. Choose another`;
      reject(new SettingsError([{ path: 'server.metrics', text }], { cause }));
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const urlHost = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${urlHost}:${address.port}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const MAX_CONNECTIONS = 64;

async function respond(
  metrics: Pick<Metrics, 'print' | 'printCosts'>,
  readiness: () => Readiness | Promise<Readiness>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const send = (status: number, type: string, text: string) => {
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
  };
  const plain = (status: number, text: string) =>
    send(status, 'text/plain; charset=utf-8', `${text}\n`);
  const path = request.url?.split('?')[0];
  if (path !== '/metrics' && path !== '/health/ready' && path !== '/costs')
    return plain(404, 'Metrics are at /metrics, costs at /costs, readiness at /health/ready.');
  if (request.method !== 'GET') return plain(405, 'Send a GET.');
  if (path === '/health/ready') {
    const { isReady, problems } = await readiness();
    return plain(isReady ? 200 : 503, [isReady ? 'ready' : 'not ready', ...problems].join('\n'));
  }
  if (path === '/costs') return send(200, 'text/csv; charset=utf-8', metrics.printCosts());
  try {
    const { type, text } = await metrics.print();
    send(200, type, text);
  } catch {
    plain(500, 'The metrics cannot be collected.');
  }
}

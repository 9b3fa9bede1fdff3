import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { startPhiGateway } from './phi-gateway-process.ts';
import type { PhiGatewayProcess } from './phi-gateway-process.ts';
import { timed } from './timed.ts';

/** A response of the gateway as a client reads it. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly requestId: string;
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly AnsweredError[];
}

/** An error of a response. */
export interface AnsweredError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** A request to a gateway. */
export interface Question {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

/** A process of `phi-gateway serve` with its own configuration file. */
export interface StackGateway {
  readonly url: string;
  readonly config: string;
  readonly process: PhiGatewayProcess;
  ask(token: string | null, question: Question): Promise<Answer>;
  /** Status of `/health/ready`. */
  readiness(): Promise<number>;
  /** The gateway's log so far. */
  log(): string;
  /** Stops it and waits; resolves with its exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL, and waits. */
  kill(): Promise<void>;
}

/** Writes a configuration file and serves it; resolves when the gateway answers. */
export async function startGateway(
  folder: string,
  name: string,
  config: object,
  launcher: readonly string[] = [],
): Promise<StackGateway> {
  const file = join(folder, `${name}.yaml`);
  // Without a load balancer, a stop needs no pause, unless the test is about it.
  const server = { pauseSeconds: 0, ...('server' in config && (config.server as object)) };
  writeFileSync(file, stringify({ ...config, server }));
  const started = startPhiGateway(['serve', '--config', file], folder, {}, launcher);
  await timed('gateway', () => started.untilSaid('GraphQL at '));
  const url = /GraphQL at (\S+)/.exec(started.output().out)?.[1] ?? '';
  return {
    url,
    config: file,
    process: started,
    ask: (token, question) => ask(url, token, question),
    readiness: async () => (await fetch(new URL('/health/ready', url))).status,
    log: () => started.output().err,
    stop: async () => {
      started.child.kill('SIGTERM');
      return started.ended;
    },
    kill: async () => {
      started.child.kill('SIGKILL');
      await started.ended;
    },
  };
}

async function ask(url: string, token: string | null, question: Question): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== null && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(question),
  });
  const text = await response.text();
  const body = JSON.parse(text) as Partial<Pick<Answer, 'data' | 'errors'>>;
  return {
    status: response.status,
    headers: response.headers,
    requestId: response.headers.get('x-request-id') ?? '',
    text,
    data: body.data ?? null,
    errors: body.errors ?? [],
  };
}

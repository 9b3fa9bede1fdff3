import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { timed } from './timed.ts';

/** A Redis server that this process started. It keeps nothing. */
export interface RedisProcess {
  readonly url: string;
  /** Ends the server at once. */
  kill(): Promise<void>;
  /** Starts it again, empty. */
  start(): Promise<void>;
  /** The reply to a command, as sent. */
  send(command: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts Redis on a free port with these further options, and waits until it answers. */
export async function startRedis(
  program: string,
  more: readonly string[] = [],
): Promise<RedisProcess> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'phi-redis-'));
  const options = [
    '--port',
    `${port}`,
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--dir',
    folder,
    ...more,
  ];
  let child: ChildProcess | null = null;

  const send = async (command: string) => {
    const socket = connect(port, '127.0.0.1');
    let reply = '';
    socket.on('data', (chunk: Buffer) => void (reply += chunk.toString()));
    socket.write(`${command}\r\nQUIT\r\n`);
    await once(socket, 'close');
    return reply;
  };
  const start = async () => {
    const started = spawn(program, options, { stdio: 'ignore' });
    child = started;
    for (;;) {
      if (started.exitCode !== null) throw new Error(`Redis ended with ${started.exitCode}`);
      // With a password, the answer is NOAUTH.
      if (/^(?:\+PONG|-NOAUTH)/.test(await send('PING').catch(() => ''))) return;
      await sleep(10);
    }
  };
  const kill = async () => {
    const running = child;
    child = null;
    if (running === null) return;
    const exited = once(running, 'exit');
    running.kill('SIGKILL');
    await exited;
  };
  await timed('Redis', start);
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    start,
    send,
    close: async () => {
      await kill();
      rmSync(folder, { recursive: true });
    },
  };
}

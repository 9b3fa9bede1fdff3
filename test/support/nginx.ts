import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isFree } from './free-port.ts';

/** A running nginx. */
export interface Nginx {
  stop(): Promise<void>;
}

/** Starts nginx in a folder with these server blocks, and waits until it listens on the port. */
export async function startNginx(
  program: string,
  {
    folder,
    port,
    servers,
  }: { readonly folder: string; readonly port: number; readonly servers: string },
): Promise<Nginx> {
  const config = join(folder, 'nginx.conf');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
    .join(' ');
  const isRoot = process.getuid?.() === 0;
  writeFileSync(
    config,
    `${isRoot ? 'user root;' : ''}
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/nginx.log;
events {}
http { access_log off; ${temporary} ${servers} }
`,
  );
  const child = spawn(program, ['-c', config, '-p', folder, '-e', `${folder}/nginx.log`], {
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  while (await isFree(port)) {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}`);
    await sleep(20);
  }
  return {
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

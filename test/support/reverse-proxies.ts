import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isFree } from './free-port.ts';

/** A reverse proxy, and how its configuration file is written and it is started in the foreground. */
export interface ReverseProxy {
  /** Of its program. */
  readonly program: string;
  readonly configure: (route: ProxyRoute) => string;
  readonly args: (config: string, folder: string) => readonly string[];
}

/**
 * From clients to a gateway with TLS on both sides. `folder` holds `front.pem` and `front.key`, the certificate of the proxy, and
 * `trusted.pem`, the certificates that the gateway may have.
 */
export interface ProxyRoute {
  readonly folder: string;
  readonly tlsPort: number;
  readonly plainPort: number;
  /** Host and port. */
  readonly gateway: string;
  /** The header that states the client. */
  readonly header: 'x-forwarded-for' | 'forwarded';
}

/** It states clients in `X-Forwarded-For` only. */
export const NGINX: ReverseProxy = {
  program: 'nginx',
  args: (config, folder) => ['-c', config, '-p', folder, '-e', `${folder}/nginx.log`],
  configure: ({ folder, tlsPort, plainPort, gateway }) => {
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
      .join(' ');
    const toGateway = `location / {
      proxy_pass https://${gateway};
      proxy_ssl_verify on;
      proxy_ssl_name localhost;
      proxy_ssl_trusted_certificate ${folder}/trusted.pem;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
    }`;
    return `${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/nginx.log;
events {}
http {
  access_log off; ${temporary}
  server {
    listen 127.0.0.1:${tlsPort} ssl;
    ssl_certificate ${folder}/front.pem;
    ssl_certificate_key ${folder}/front.key;
    ${toGateway}
  }
  server { listen 127.0.0.1:${plainPort}; ${toGateway} }
}
`;
  },
};

/** Version 2.8 or newer. */
export const HAPROXY: ReverseProxy = {
  program: 'haproxy',
  args: (config) => ['-db', '-f', config],
  configure: ({ folder, tlsPort, plainPort, gateway, header }) => {
    // It reads the certificate and its key from one file.
    const both = ['front.pem', 'front.key'].map((name) => readFileSync(join(folder, name)));
    writeFileSync(join(folder, 'front-and-key.pem'), Buffer.concat(both));
    const stated =
      header === 'forwarded'
        ? 'option forwarded'
        : `option forwardfor
  http-request set-header X-Forwarded-Proto %[ssl_fc,iif(https,http)]`;
    return `global
  maxconn 200
defaults
  mode http
  timeout connect 10s
  timeout client 30s
  timeout server 30s
frontend clients
  bind 127.0.0.1:${tlsPort} ssl crt ${folder}/front-and-key.pem
  bind 127.0.0.1:${plainPort}
  default_backend gateway
backend gateway
  ${stated}
  server gateway ${gateway} ssl verify required ca-file ${folder}/trusted.pem sni str(localhost) verifyhost localhost
`;
  },
};

/** Starts a proxy, and waits until it listens on both ports. */
export async function startReverseProxy(
  { configure, args, program: name }: ReverseProxy,
  program: string,
  route: ProxyRoute,
): Promise<{ readonly stop: () => Promise<void> }> {
  const config = join(route.folder, `${name}.conf`);
  writeFileSync(config, configure(route));
  const child = spawn(program, args(config, route.folder), { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data: Buffer) => void (said += data.toString()));
  const exited = once(child, 'exit');
  for (const port of [route.tlsPort, route.plainPort])
    while (await isFree(port)) {
      if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}: ${said}`);
      await sleep(20);
    }
  return {
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

import { createServer } from 'node:http';
import { Pool } from 'undici';

/** The floor: every request goes to one subgraph as it came, over a pool of connections. */
const [, , target = '', port = '0'] = process.argv;
const url = new URL(target);
const pool = new Pool(url.origin, { connections: 64 });
const server = createServer((request, response) => {
  pool
    .stream(
      {
        method: 'POST',
        path: url.pathname,
        headers: { 'content-type': 'application/json' },
        body: request,
        opaque: response,
      },
      ({ statusCode }) => response.writeHead(statusCode, { 'content-type': 'application/json' }),
    )
    .catch(() => response.destroy());
});
server.listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'));

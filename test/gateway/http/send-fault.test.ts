import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rejectMalformed } from '../../../gateway/http/send-fault.ts';
import { selfSigned } from '../../support/self-signed.ts';

describe('a connection whose TLS handshake does not end', () => {
  let server: Server;
  beforeAll(async () => {
    server = createServer({ ...selfSigned('ec'), handshakeTimeout: 100 });
    server.on('clientError', rejectMalformed);
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(() => void server.close());

  it.each([
    ['sends nothing', Buffer.alloc(0)],
    ['sends a part of its first message', Buffer.from([0x16, 0x03, 0x01])],
  ])('is closed after the time-out if the client %s and stays', async (_what, bytes) => {
    const { port } = server.address() as AddressInfo;
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => undefined);
    socket.resume().write(bytes);
    await once(server, 'connection');
    const connections = () =>
      new Promise<number>((resolve) => {
        server.getConnections((_error, count) => resolve(count));
      });
    expect(await connections()).toBe(1);
    await once(socket, 'end');
    expect(await connections()).toBe(0);
    socket.destroy();
  });
});

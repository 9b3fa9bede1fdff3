import type { FastifyInstance } from 'fastify';
import { errorCodeOf } from '../../platform/net/error-code.ts';
import { SettingsError } from '../../platform/errors.ts';
import type { ServerConfig } from '../server-config.ts';

/**
 * Listens on the configured host and port. Resolves to the base URL.
 *
 * @throws SettingsError if they cannot be used.
 */
export async function listen(app: FastifyInstance, { host, port }: ServerConfig): Promise<string> {
  try {
    // For `localhost`, Fastify would start a second server, whose certificate stays.
    return await app.listen({ host: host === 'localhost' ? '127.0.0.1' : host, port });
  } catch (cause) {
    const code = errorCodeOf(cause);
    const why =
      code === 'EADDRINUSE'
        ? 'is taken. Choose another with --port, or stop the process that uses it.'
        : code === 'EACCES'
          ? 'may not be used by this user. Choose one above 1023 with --port.'
          : 'cannot be opened. Correct server.host and server.port.';
    const text = `port ${port} on ${host} ${why}`;
    throw new SettingsError([{ path: 'server.port', text }], { cause });
  }
}

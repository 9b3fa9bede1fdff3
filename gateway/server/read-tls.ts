import { readFileSync } from 'node:fs';
import { constants } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { SecureContextOptions } from 'node:tls';
import type { ServerConfig } from '../config/config.ts';
import { StartError } from '../errors.ts';

/** Forward secrecy and authenticated encryption only: what TLS 1.3 has, and of TLS 1.2 what equals it. */
const SUITES = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
].join(':');

/**
 * Reads certificate and key into what an HTTPS server takes: TLS 1.2 and 1.3 with AEAD suites, the
 * server's order, no renegotiation (NIST SP 800-52r2, RFC 9325).
 *
 * @throws StartError when a file can't be read or the two don't belong together.
 */
export function readTls(tls: NonNullable<ServerConfig['tls']>): SecureContextOptions {
  const options: SecureContextOptions = {
    cert: readPem('certificate', tls.cert),
    key: readPem('private key', tls.key),
    minVersion: 'TLSv1.2',
    ciphers: SUITES,
    honorCipherOrder: true,
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  };
  try {
    createSecureContext(options);
  } catch (cause) {
    const line = `${tls.cert} and ${tls.key} are no certificate with its key, both in PEM.`;
    throw new StartError([line], { cause });
  }
  return options;
}

function readPem(what: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new StartError(
      [`${path}: the ${what} can't be read. Mend the path or its permissions.`],
      {
        cause,
      },
    );
  }
}

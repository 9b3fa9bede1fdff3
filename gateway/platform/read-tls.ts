import { readFileSync } from 'node:fs';
import { constants } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { SecureContextOptions } from 'node:tls';
import { SettingsError, type SettingProblem } from './errors.ts';

/**
 * Suites with forward secrecy and authenticated encryption: those of TLS 1.3, and of TLS 1.2 those with the same
 * properties.
 */
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

/** Paths of PEM files. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** What an HTTPS server takes, with certificate and key in PEM. */
export interface TlsOptions extends SecureContextOptions {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/**
 * Reads certificate and key into what an HTTPS server takes: TLS 1.2 and 1.3 with AEAD suites, the
 * server's order, no renegotiation (NIST SP 800-52r2, RFC 9325).
 *
 * @throws SettingsError when a file can't be read or the two don't belong together.
 */
export function readTls(tls: TlsFiles): TlsOptions {
  const cert = readPem('server.tls.cert', tls.cert);
  const key = readPem('server.tls.key', tls.key);
  if (cert.ok && key.ok) return secure(tls, { cert: cert.pem, key: key.pem });
  throw new SettingsError([cert, key].flatMap((read) => (read.ok ? [] : [read.problem])));
}

function secure(tls: TlsFiles, pair: Pick<TlsOptions, 'cert' | 'key'>): TlsOptions {
  const options: TlsOptions = {
    ...pair,
    minVersion: 'TLSv1.2',
    ciphers: SUITES,
    honorCipherOrder: true,
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  };
  try {
    createSecureContext(options);
  } catch (cause) {
    const text = `${tls.cert} and ${tls.key} are no certificate with its key, both in PEM. Name two that belong together.`;
    throw new SettingsError([{ path: 'server.tls', text }], { cause });
  }
  return options;
}

type ReadPem =
  | { readonly ok: true; readonly pem: Buffer }
  | { readonly ok: false; readonly problem: SettingProblem };

function readPem(path: string, file: string): ReadPem {
  try {
    return { ok: true, pem: readFileSync(file) };
  } catch {
    const what = path.endsWith('cert') ? 'certificate' : 'private key';
    const text = `${file}: the ${what} can't be read. Fix the path or its permissions.`;
    return { ok: false, problem: { path, text } };
  }
}

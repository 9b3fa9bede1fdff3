import { readFileSync } from 'node:fs';
import { constants, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { SecureContextOptions } from 'node:tls';
import { SettingsError, type SettingProblem } from '../errors.ts';

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
  /** Certificates of the authorities that sign client certificates; null asks clients for none. */
  readonly clientCa?: string | null;
}

/** What an HTTPS server takes, with certificate and key in PEM. */
export interface TlsOptions extends SecureContextOptions {
  readonly cert: Buffer;
  readonly key: Buffer;
  /** The authorities of client certificates. */
  readonly ca?: Buffer;
}

/**
 * Reads certificate, key and the authorities of clients into what an HTTPS server takes: TLS 1.2 and 1.3 with AEAD suites,
 * the server's order, no renegotiation (NIST SP 800-52r2, RFC 9325). The suites are also those that HTTP/2 allows (RFC
 * 9113, section 9.2.2).
 *
 * @throws SettingsError when a file can't be read, certificate and key don't belong together, or the file of the
 *   authorities holds no certificate.
 */
export function readTls({ clientCa = null, ...tls }: TlsFiles): TlsOptions {
  const cert = readPem('server.tls.cert', tls.cert);
  const key = readPem('server.tls.key', tls.key);
  const ca = clientCa === null ? null : readAuthorities(clientCa);
  if (cert.ok && key.ok && ca?.ok !== false)
    return secure(tls, { cert: cert.pem, key: key.pem, ...(ca && { ca: ca.pem }) });
  throw new SettingsError(
    [cert, key, ca].flatMap((read) => (read === null || read.ok ? [] : [read.problem])),
  );
}

function secure(tls: TlsFiles, pems: Pick<TlsOptions, 'cert' | 'key' | 'ca'>): TlsOptions {
  const options: TlsOptions = {
    ...pems,
    minVersion: 'TLSv1.2',
    ciphers: SUITES,
    honorCipherOrder: true,
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  };
  try {
    createSecureContext(options);
  } catch (cause) {
    const text = `${tls.cert} and ${tls.key} are not a certificate with its key, both in PEM. Name two that belong together.`;
    throw new SettingsError([{ path: 'server.tls', text }], { cause });
  }
  return options;
}

/** Why a certificate cannot be used now. */
export type Invalidity = 'EXPIRED' | 'NOT_YET_VALID';

/** Why the server's certificate, the first of its chain, is not valid now; null if it is. `now` is UTC ms since 1970. */
export function findInvalidity({ cert }: Pick<TlsOptions, 'cert'>, now: number): Invalidity | null {
  const { validFrom, validTo } = new X509Certificate(cert);
  if (Date.parse(validTo) <= now) return 'EXPIRED';
  return Date.parse(validFrom) > now ? 'NOT_YET_VALID' : null;
}

/**
 * Checks that the server's certificate is valid now: clients would refuse every connection.
 *
 * @throws SettingsError if it is not.
 */
export function assertValidNow(
  options: Pick<TlsOptions, 'cert'>,
  { cert: file }: Pick<TlsFiles, 'cert'>,
  now: number,
): void {
  const invalidity = findInvalidity(options, now);
  if (invalidity === null) return;
  const { validFrom, validTo } = new X509Certificate(options.cert);
  const text =
    invalidity === 'EXPIRED'
      ? `${file}: the certificate ended on ${dayOf(validTo)}. Renew it.`
      : `${file}: the certificate begins on ${dayOf(validFrom)}. Correct the clock of this machine, or name a valid one.`;
  throw new SettingsError([{ path: 'server.tls.cert', text }]);
}

/** The day of a time as Node.js prints it, `Nov 28 06:16:01 2026 GMT`. */
function dayOf(time: string): string {
  return new Date(time).toISOString().slice(0, 10);
}

type ReadPem =
  | { readonly ok: true; readonly pem: Buffer }
  | { readonly ok: false; readonly problem: SettingProblem };

/** OpenSSL ignores what is not a certificate, and would then trust the authorities of the system. */
function readAuthorities(file: string): ReadPem {
  const read = readPem('server.tls.clientCa', file);
  if (!read.ok) return read;
  try {
    if (certificatesIn(read.pem).length > 0) return read;
  } catch {
    // Reported like a file without a certificate.
  }
  const text = `${file} holds no certificates in PEM. Name the file of the authorities that sign client certificates.`;
  return { ok: false, problem: { path: 'server.tls.clientCa', text } };
}

/** The certificates of a PEM file, in their order. */
export function certificatesIn(pem: Buffer): readonly X509Certificate[] {
  const blocks = pem
    .toString('latin1')
    .matchAll(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
  return [...blocks].map(([block]) => new X509Certificate(block));
}

function readPem(path: string, file: string): ReadPem {
  try {
    return { ok: true, pem: readFileSync(file) };
  } catch {
    const what = path.endsWith('key') ? 'private key' : 'certificate';
    const text = `${file}: the ${what} can't be read. Fix the path or its permissions.`;
    return { ok: false, problem: { path, text } };
  }
}

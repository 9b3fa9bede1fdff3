import { X509Certificate } from 'node:crypto';
import { DAY_MS } from '../platform/durations.ts';
import type { Log } from '../platform/log.ts';
import { readTls, type TlsFiles, type TlsOptions } from '../platform/read-tls.ts';
import { repeatTask } from '../platform/repeat-task.ts';

/** The certificate of the server, read again when its files change. */
export interface Certificate {
  /** As the files were on opening: to create the server with. */
  readonly options: TlsOptions;
  /** The end of its validity, UTC ms since 1970. */
  readonly expires: () => number;
  /** Serves new connections with a changed certificate. Connections that are open keep theirs. */
  readonly follow: (server: CertificateServer) => void;
  readonly close: () => Promise<void>;
}

/** An HTTPS server. */
export interface CertificateServer {
  readonly setSecureContext: (options: TlsOptions) => void;
}

const EVERY_MS = 10_000;
/** From this time on before the end of validity, each day has a warning. */
const WARN_MS = 30 * DAY_MS;

/**
 * Reads certificate and key. Files that no longer fit together, as between the writes of one and the other, leave the
 * previous pair in service; this is logged if it lasts for two checks.
 *
 * @throws SettingsError if a file cannot be read or the two don't belong together
 */
export function openCertificate(
  files: TlsFiles,
  {
    log,
    now,
    everyMs = EVERY_MS,
  }: { readonly log: Log; readonly now: () => number; readonly everyMs?: number },
): Certificate {
  const options = readTls(files);
  let served = options;
  let expires = endOf(options);
  let failures = 0;
  let warnedAt = -Infinity;
  let task: ReturnType<typeof repeatTask> | null = null;

  const warnOfEnd = () => {
    const left = expires - now();
    if (left > WARN_MS || now() - warnedAt < DAY_MS) return;
    warnedAt = now();
    if (left <= 0) log.error('the certificate has expired');
    else log.warn('the certificate expires soon', { days: Math.floor(left / DAY_MS) });
  };
  const replaceIn = (server: CertificateServer) => {
    try {
      const read = readTls(files);
      if (isSamePair(read, served)) {
        failures = 0;
        return;
      }
      const end = endOf(read);
      // A valid certificate is not replaced by one that has ended.
      if (end <= now() && expires > now()) throw new Error('EXPIRED');
      server.setSecureContext(read);
      served = read;
      expires = end;
      warnedAt = -Infinity;
      failures = 0;
      log.info('the certificate is replaced', { days: Math.floor((expires - now()) / DAY_MS) });
    } catch (error) {
      failures += 1;
      if (failures === 2)
        log.warn('the changed certificate cannot be used, the previous one is served', { error });
    }
  };
  warnOfEnd();
  return {
    options,
    expires: () => expires,
    follow: (server) => {
      task = repeatTask(async () => {
        replaceIn(server);
        warnOfEnd();
      }, everyMs);
    },
    close: async () => {
      await task?.stop();
    },
  };
}

/** A chain ends when its first certificate does, which is the server's own. */
function endOf({ cert }: TlsOptions): number {
  return Date.parse(new X509Certificate(cert).validTo);
}

function isSamePair(a: TlsOptions, b: TlsOptions): boolean {
  return a.cert.equals(b.cert) && a.key.equals(b.key);
}

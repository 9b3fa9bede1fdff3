import { X509Certificate } from 'node:crypto';
import { DAY_MS } from '../platform/durations.ts';
import type { Log } from '../platform/log.ts';
import { certificatesIn, readTls, type TlsFiles, type TlsOptions } from '../platform/read-tls.ts';
import { repeatTask } from '../platform/repeat-task.ts';

/** The certificate of the server and the authorities of its clients, read again when their files change. */
export interface Certificate {
  /** As the files were on opening: to create the server with. */
  readonly options: TlsOptions;
  /** The end of its validity, UTC ms since 1970. */
  readonly expires: () => number;
  /**
   * Serves new connections with a changed certificate. Connections that are open keep theirs. `onNewAuthorities` is called
   * when other authorities than before sign client certificates.
   */
  readonly follow: (server: CertificateServer, onNewAuthorities: () => void) => void;
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
 * Reads certificate, key and authorities of clients. Files that no longer fit together, as between the writes of one and the other, leave the
 * previous ones in service; this is logged if it lasts for two checks.
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
    if (now() - warnedAt < DAY_MS) return;
    const ends = [['the certificate', expires] as const, ...authorityEnds(served)];
    for (const [what, end] of ends) {
      const left = end - now();
      if (left > WARN_MS) continue;
      warnedAt = now();
      if (left <= 0) log.error(`${what} has expired`);
      else log.warn(`${what} expires soon`, { days: Math.floor(left / DAY_MS) });
    }
  };
  const replaceIn = (server: CertificateServer, onNewAuthorities: () => void) => {
    try {
      const read = readTls(files);
      if (isSame(read, served)) {
        failures = 0;
        return;
      }
      const end = endOf(read);
      // A valid certificate is not replaced by one that has ended.
      if (end <= now() && expires > now()) throw new Error('EXPIRED');
      server.setSecureContext(read);
      const hasNewAuthorities = !isSameFile(read.ca, served.ca);
      served = read;
      if (hasNewAuthorities) onNewAuthorities();
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
    follow: (server, onNewAuthorities) => {
      task = repeatTask(async () => {
        replaceIn(server, onNewAuthorities);
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

/** When the first of the authorities ends. */
function authorityEnds({ ca }: TlsOptions): readonly (readonly [string, number])[] {
  if (ca === undefined) return [];
  const ends = certificatesIn(ca).map(({ validTo }) => Date.parse(validTo));
  return [['a certificate of the client authorities', Math.min(...ends)]];
}

function isSame(a: TlsOptions, b: TlsOptions): boolean {
  return isSameFile(a.cert, b.cert) && isSameFile(a.key, b.key) && isSameFile(a.ca, b.ca);
}

function isSameFile(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}

import { X509Certificate } from 'node:crypto';
import { DAY_MS } from '../platform/durations.ts';
import type { Log } from '../platform/log.ts';
import { readTls, type TlsFiles, type TlsOptions } from '../platform/read-tls.ts';
import { repeatTask } from '../platform/repeat-task.ts';

/** The certificate of the server and the authorities of its clients, read again when their files change. */
export interface Certificate {
  /** As the files were on opening: to create the server with. */
  readonly options: TlsOptions;
  /** What new connections are served with. */
  readonly current: () => TlsOptions;
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
  let failures = 0;
  let task: ReturnType<typeof repeatTask> | null = null;

  const replaceIn = (server: CertificateServer, onNewAuthorities: () => void) => {
    try {
      const read = readTls(files);
      if (isSame(read, served)) {
        failures = 0;
        return;
      }
      const end = endOf(read);
      // A valid certificate is not replaced by one that has ended.
      if (end <= now() && endOf(served) > now()) throw new Error('EXPIRED');
      server.setSecureContext(read);
      const hasNewAuthorities = !isSameFile(read.ca, served.ca);
      served = read;
      if (hasNewAuthorities) onNewAuthorities();
      failures = 0;
      log.info('the certificate is replaced', { days: Math.floor((end - now()) / DAY_MS) });
    } catch (error) {
      failures += 1;
      if (failures === 2)
        log.warn('the changed certificate cannot be used, the previous one is served', { error });
    }
  };
  return {
    options,
    current: () => served,
    follow: (server, onNewAuthorities) => {
      task = repeatTask(async () => {
        replaceIn(server, onNewAuthorities);
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

function isSame(a: TlsOptions, b: TlsOptions): boolean {
  return isSameFile(a.cert, b.cert) && isSameFile(a.key, b.key) && isSameFile(a.ca, b.ca);
}

function isSameFile(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}

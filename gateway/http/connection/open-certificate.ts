import { X509Certificate } from 'node:crypto';
import { DAY_MS } from '../../platform/durations.ts';
import { SettingsError } from '../../platform/errors.ts';
import type { Log, LogFacts } from '../../platform/log.ts';
import {
  assertValidNow,
  findInvalidity,
  readTls,
  type TlsFiles,
  type TlsOptions,
} from '../../platform/net/read-tls.ts';
import { repeatTask } from '../../platform/repeat-task.ts';

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

/** The first failure may be one file of two that is written. */
const LOGGED_FAILURE = 2;

/**
 * Reads certificate, key and authorities of clients. Files that cannot be used, as between the writes of one and the other,
 * leave the previous ones in service; this is logged if it lasts for two checks, and so is its end.
 *
 * @throws SettingsError if a file cannot be read, the two don't belong together, or the certificate is not valid now
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
  assertValidNow(options, files, now());
  let served = options;
  let failures = 0;
  let task: ReturnType<typeof repeatTask> | null = null;

  const noteUsable = () => {
    if (failures >= LOGGED_FAILURE) log.info('the certificate files can be used again');
    failures = 0;
  };
  const replaceIn = (server: CertificateServer, onNewAuthorities: () => void) => {
    let reason: string | null = null;
    try {
      const read = readTls(files);
      if (isSame(read, served)) {
        noteUsable();
        return;
      }
      reason = findInvalidity(read, now());
      // Of two certificates that are not valid, the new one may be the better.
      if (findInvalidity(served, now()) === null) assertValidNow(read, files, now());
      server.setSecureContext(read);
      const hasNewAuthorities = !isSameFile(read.ca, served.ca);
      served = read;
      if (hasNewAuthorities) onNewAuthorities();
      noteUsable();
      log.info('the certificate is replaced', {
        days: Math.floor((endOf(read) - now()) / DAY_MS),
      });
    } catch (error) {
      failures += 1;
      if (failures === LOGGED_FAILURE)
        log.warn('the changed certificate cannot be used, the previous one is served', {
          ...settingOf(error, files),
          reason,
          error,
        });
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

/** The setting that an error names, and its file; `server.tls` without a file if two do not belong together. */
function settingOf(error: unknown, files: TlsFiles): Pick<LogFacts, 'setting' | 'file'> {
  const setting = error instanceof SettingsError ? error.settings[0]?.path : undefined;
  if (setting === undefined) return {};
  const { cert, key, clientCa } = files;
  const file = [
    ['server.tls.cert', cert] as const,
    ['server.tls.key', key] as const,
    ['server.tls.clientCa', clientCa] as const,
  ].find(([path]) => path === setting)?.[1];
  return file == null ? { setting } : { setting, file };
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

import { DAY_MS } from '../durations.ts';
import type { Log } from '../log.ts';
import { certificatesIn } from './read-tls.ts';
import { repeatTask } from '../repeat-task.ts';

/** A file of certificates that is in use. */
export interface WatchedCertificate {
  /** The setting that names the file, such as `server.tls.cert`. */
  readonly setting: string;
  readonly file: string;
  /** The certificates that are in use, PEM. */
  readonly pem: () => Buffer;
  /** Whether a changed file is used only after a restart. */
  readonly needsRestart: boolean;
}

/** Watches when certificates end. */
export interface CertificateWatch {
  /** When the first certificate of each file ends: setting → UTC ms since 1970. */
  readonly ends: () => ReadonlyMap<string, number>;
  readonly close: () => Promise<void>;
}

const EVERY_MS = 60_000;
/** From this time on before the end of validity, each day has a warning. */
const WARN_MS = 30 * DAY_MS;

/** Logs a warning for each file with a certificate that ends within 30 days or has ended, now and then once a day. */
export function watchCertificates(
  certificates: readonly WatchedCertificate[],
  {
    log,
    now,
    everyMs = EVERY_MS,
  }: { readonly log: Log; readonly now: () => number; readonly everyMs?: number },
): CertificateWatch {
  const ends = new Map<string, number>();
  const warnedAt = new Map<string, number>();

  const warn = ({ setting, file, needsRestart }: WatchedCertificate, end: number) => {
    const left = end - now();
    const days = Math.floor(left / DAY_MS);
    const facts = { setting, file, expires: new Date(end).toISOString().slice(0, 10), days };
    if (left <= 0 && needsRestart)
      log.error('certificate has expired, replace its file and restart', facts);
    else if (left <= 0) log.error('certificate has expired, replace its file', facts);
    else if (needsRestart)
      log.warn('certificate expires soon, replace its file and restart', facts);
    else log.warn('certificate expires soon, replace its file', facts);
  };
  const check = (certificate: WatchedCertificate) => {
    const { setting, pem } = certificate;
    const end = firstEnd(pem());
    if (end === ends.get(setting) && now() - (warnedAt.get(setting) ?? -Infinity) < DAY_MS) return;
    ends.delete(setting);
    if (end === null) return;
    ends.set(setting, end);
    if (end - now() > WARN_MS) return;
    warnedAt.set(setting, now());
    warn(certificate, end);
  };
  const checkAll = () => {
    for (const certificate of certificates) check(certificate);
  };
  checkAll();
  const task =
    certificates.length > 0 ? repeatTask(async () => checkAll(), everyMs, everyMs) : null;
  return {
    ends: () => ends,
    close: async () => {
      await task?.stop();
    },
  };
}

/** When the first of the certificates ends; null if there is none that can be read. */
function firstEnd(pem: Buffer): number | null {
  try {
    const ends = certificatesIn(pem).map(({ validTo }) => Date.parse(validTo));
    return ends.length === 0 ? null : Math.min(...ends);
  } catch {
    return null;
  }
}

import { shortestYears, yearsAfter, type Retention } from '../../audit/record/control/retention.ts';
import { DAY_MS } from '../../platform/durations.ts';

/** What ends at a time: a certificate of the gateway, or the retention of the oldest record. */
export interface Deadline {
  readonly kind: 'CERTIFICATE' | 'RETENTION';
  /** The setting that it is about, such as `server.tls.cert`. */
  readonly setting: string;
  /** UTC ms since 1970. */
  readonly at: number;
}

export interface DeadlineSources {
  /** When the first certificate of each setting ends, UTC ms since 1970. */
  readonly certificateEnds: () => ReadonlyMap<string, number>;
  readonly retention: Retention;
  readonly now: () => number;
}

/** Lists what ends within some days or has ended, the earliest first. `oldest` is the time of the oldest record. */
export function listDeadlines(
  { certificateEnds, retention, now }: DeadlineSources,
  { days, oldest }: { readonly days: number; readonly oldest: number | null },
): readonly Deadline[] {
  const certificates = [...certificateEnds()].map(([setting, at]): Deadline => ({
    kind: 'CERTIFICATE',
    setting,
    at,
  }));
  const retained: readonly Deadline[] =
    oldest === null
      ? []
      : [
          {
            kind: 'RETENTION',
            setting: 'audit.retention',
            at: yearsAfter(oldest, shortestYears(retention)),
          },
        ];
  const until = now() + days * DAY_MS;
  return [...certificates, ...retained]
    .filter(({ at }) => at <= until)
    .toSorted((a, b) => a.at - b.at);
}

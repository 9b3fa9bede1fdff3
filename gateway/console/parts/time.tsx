import { localTime, utcTime } from '../words/times.ts';

/** A time where the reader is; in UTC when pointed at. */
export function Time({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={utcTime(at)}>
      {localTime(at)}
    </time>
  );
}

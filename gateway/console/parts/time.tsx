import { localTime, utcTime } from '../words/times.ts';

/** A time in the reader's time zone, which it names, with UTC as its tooltip. */
export function Time({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={utcTime(at)}>
      {localTime(at)}
    </time>
  );
}

import type { ReactNode } from 'react';
import type { Asked } from '../api/use-question.ts';
import { Failed } from './failed.tsx';
import { Loading } from './loading.tsx';

/** Shows an answer as soon as it is there; until then that it is on its way, or why it doesn't come. */
export function Answer<Data>({
  asked,
  what,
  children,
}: {
  readonly asked: Asked<Data>;
  readonly what: string;
  readonly children: (data: Data) => ReactNode;
}) {
  const { data, error, isOld, again } = asked;
  if (error !== null) return <Failed error={error} again={again} />;
  if (data === undefined) return <Loading what={what} />;
  return (
    <div className={isOld ? 'is-old' : undefined} aria-busy={isOld}>
      {children(data)}
    </div>
  );
}

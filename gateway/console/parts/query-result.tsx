import type { ReactNode } from 'react';
import type { ReportQuery } from '../api/use-report-query.ts';
import { Failed } from './failed.tsx';
import { Loading } from './loading.tsx';

/** Shows the result of a query; until it arrives, that it is loading, or why it failed. */
export function QueryResult<Result>({
  query,
  loading,
  children,
}: {
  readonly query: ReportQuery<Result>;
  readonly loading: string;
  readonly children: (result: Result) => ReactNode;
}) {
  const { data, error, isOld, again } = query;
  if (error !== null) return <Failed error={error} again={again} />;
  if (data === undefined) return <Loading what={loading} />;
  return (
    <div className={isOld ? 'is-old' : undefined} aria-busy={isOld}>
      {children(data)}
    </div>
  );
}

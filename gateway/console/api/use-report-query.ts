import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSession } from '../session/session-context.tsx';
import type { OperationName, ResultOf, VariablesOf } from './operation.ts';
import type { RequestError } from './request-error.ts';
import { sendOperation } from './send-operation.ts';

/** A query of a report: in progress, with its result, or failed. */
export interface ReportQuery<Result> {
  readonly data: Result | undefined;
  readonly error: RequestError | null;
  /** Whether `data` is the result of the previous variables. */
  readonly isOld: boolean;
  /** Queries again now. */
  readonly again: () => void;
}

/** When a query is sent again. */
export interface QueryTimes<Result> {
  /** Returns after how many ms to query again, by the last result; false is never, which is the default. */
  readonly refetchMs?: (data: Result | undefined) => number | false;
  /** How many ms a result is reused by a screen that is opened again; 0 is never. */
  readonly cacheMs?: number;
  /** Whether the result is not queried again while it is shown, such as when the window gets the focus. Default: false. */
  readonly isOnce?: boolean;
  /** Whether it is sent at all. Default: true. */
  readonly isOn?: boolean;
}

/** Queries a report and keeps the previous result until the new one arrives. */
export function useReportQuery<Name extends OperationName>(
  name: Name,
  variables: VariablesOf<Name>,
  {
    refetchMs = () => false,
    cacheMs = CACHE_MS,
    isOnce = false,
    isOn = true,
  }: QueryTimes<ResultOf<Name>> = {},
): ReportQuery<ResultOf<Name>> {
  const session = useSession();
  const client = useQueryClient();
  const queryKey = queryKeyOf(name, variables);
  const query = useQuery<ResultOf<Name>, RequestError>({
    queryKey,
    queryFn: ({ signal }) => sendOperation(session, name, variables, signal),
    enabled: isOn,
    placeholderData: keepPreviousData,
    staleTime: isOnce ? Infinity : cacheMs,
    gcTime: cacheMs,
    refetchInterval: ({ state }) => refetchMs(state.data),
  });
  return {
    data: query.data,
    error: query.error,
    isOld: query.isPlaceholderData,
    // A response still in flight shows an earlier state, so cancel it first.
    again: () => void client.cancelQueries({ queryKey }).then(() => query.refetch()),
  };
}

/** The key of a query's result in the cache. */
export function queryKeyOf<Name extends OperationName>(name: Name, variables: VariablesOf<Name>) {
  return [name, variables];
}

const CACHE_MS = 15_000;

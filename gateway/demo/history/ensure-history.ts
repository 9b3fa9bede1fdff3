import type { DemoSettings } from '../settings.ts';
import { hasNoLedger, settleHistory } from './history-folder.ts';
import { recordTraffic, type TrafficDependencies } from './record-traffic.ts';
import type { HistoryGateway } from './start-history-gateway.ts';

/**
 * Records sample traffic if the demo has no ledger yet and wants some. First it completes or removes what an earlier
 * start left behind, and says so. Returns the gateway that recorded the traffic; null if it did not record any.
 *
 * @throws the errors of `recordTraffic`.
 */
export async function ensureHistory(
  settings: DemoSettings,
  dependencies: Omit<TrafficDependencies, 'requests'>,
): Promise<HistoryGateway | null> {
  const { print, signal } = dependencies;
  signal.throwIfAborted();
  const left = settleHistory(settings);
  if (left === 'put in place') print('the sample traffic of an earlier start is in the ledger now');
  if (left === 'removed') print('the incomplete sample traffic of an earlier start was removed');
  const { history: requests } = settings;
  if (requests === null || !hasNoLedger(settings)) return null;
  return recordTraffic(settings, { ...dependencies, requests });
}

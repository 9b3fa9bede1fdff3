import type { DemoSettings } from '../settings.ts';
import { hasNoLedger, settleHistory } from './history-folder.ts';
import { playFortnight, type FortnightSurroundings } from './play-fortnight.ts';
import type { HistoryGateway } from './start-history-gateway.ts';

/**
 * Plays a fortnight where the demo has no ledger yet, unless none is wanted. What an earlier start left behind
 * is settled first, and said: a fortnight that was whole is put in place, another one removed. Returns the gateway to
 * which a fortnight was played.
 *
 * @throws what `playFortnight` does.
 */
export async function ensureHistory(
  settings: DemoSettings,
  surroundings: Omit<FortnightSurroundings, 'requests'>,
): Promise<HistoryGateway | null> {
  const { say, signal } = surroundings;
  signal.throwIfAborted();
  const left = settleHistory(settings);
  if (left === 'put in place')
    say('an earlier start had played a fortnight of accesses: it is on the record now');
  if (left === 'removed')
    say('an earlier start was stopped before its fortnight of accesses was whole: removed');
  const { history: requests } = settings;
  if (requests === null || !hasNoLedger(settings)) return null;
  return playFortnight(settings, { ...surroundings, requests });
}

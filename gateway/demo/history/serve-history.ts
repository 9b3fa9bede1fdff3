import type { Config } from '../../config/config.ts';
import { isLoopback } from '../../platform/is-loopback.ts';
import { StartError } from '../../platform/errors.ts';
import { openSubgraphIdentity } from '../../access/identity/open-subgraph-identity.ts';
import { createLog } from '../../platform/log.ts';
import { serve } from '../../serve.ts';
import { createSimulatedClock } from './simulated-clock.ts';
import { prepareConfig, type Prepared } from '../../config/start/prepare-start.ts';
import { parseClockOrder, type ClockEvent, type ClockOrder } from './parse-history-message.ts';

/** The process that started this one, and sets its clock. It sends an order once the one before was answered. */
export interface ClockSetter {
  readonly send: (event: ClockEvent) => void;
  readonly next: () => Promise<unknown>;
}

/** The gateway that comes after the one whose clock was set. */
export interface NextGateway {
  /** Path of its configuration. */
  readonly config: string;
  /** Of the same subgraphs. */
  readonly prepared: Prepared;
}

/**
 * Runs the gateway on a clock that shows `from` until the demo moves it on. It is the gateway that `serve` starts, in
 * every other respect; its ledger says that the clock was set. Returns what the demo wants served on the machine's
 * clock afterwards, or null once `stopped`: modules and graph are loaded by then, which is most of a start.
 *
 * No setting and no variable of the environment leads here: it takes a channel to the process that started
 * this one, and goes with a gateway on loopback alone and a ledger in a file that has no record yet.
 *
 * @throws StartError where it isn't so.
 */
export async function serveHistory(
  config: Config,
  from: number,
  { setter, stopped }: { readonly setter: ClockSetter | null; readonly stopped: Promise<unknown> },
): Promise<NextGateway | null> {
  if (setter === null) {
    throw new StartError(['a gateway whose clock is set is a part of the demo, which starts it.']);
  }
  if (!isLoopback(config.server.host)) {
    throw new StartError(['a gateway whose clock is set answers on loopback only.']);
  }
  const time = createSimulatedClock(from);
  const prepared = await prepareConfig(config, openSubgraphIdentity);
  const gateway = await serve(config, createLog(config.log.level), time, prepared);
  const nextOrder = async (event: ClockEvent): Promise<ClockOrder | null> => {
    setter.send(event);
    const message = await Promise.race([setter.next(), stopped.then(() => null)]);
    return message === null ? null : parseClockOrder(message);
  };
  let order = await nextOrder({ url: gateway.url });
  while (order !== null && 'to' in order) {
    await time.advanceTo(order.to);
    order = await nextOrder({ at: order.to });
  }
  await gateway.close();
  if (order === null) return null;
  order = await nextOrder({ ended: true });
  if (order === null) return null;
  if (!('serve' in order)) throw new Error('The time that was set is over.');
  return { config: order.serve, prepared };
}

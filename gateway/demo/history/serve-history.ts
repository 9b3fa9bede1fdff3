import type { Config } from '../../config/config.ts';
import { isLoopback } from '../../config/is-loopback.ts';
import { StartError } from '../../errors.ts';
import { createLog } from '../../log.ts';
import { serve } from '../../serve.ts';
import { createSetTime } from '../../set-time.ts';
import { parseClockMove, type ClockEvent } from './parse-history-message.ts';

/** Whoever started this process, and can set its clock. */
export interface ClockSetter {
  readonly tell: (event: ClockEvent) => void;
  readonly listen: (receive: (message: unknown) => void) => void;
}

/**
 * Runs the gateway until `stopped`, on a clock that shows `from` until the demo moves it on. It is the gateway
 * that `serve` starts, in every other respect; its ledger says that the clock was set.
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
): Promise<void> {
  if (setter === null) {
    throw new StartError(['a gateway whose clock is set is a part of the demo, which starts it.']);
  }
  if (!isLoopback(config.server.host)) {
    throw new StartError(['a gateway whose clock is set answers on loopback only.']);
  }
  const time = createSetTime(from);
  const gateway = await serve(config, createLog(config.log.level), time);
  setter.listen((message) => {
    const { to } = parseClockMove(message);
    void time.moveTo(to).then(() => setter.tell({ at: to }));
  });
  setter.tell({ url: gateway.url });
  await stopped;
  await gateway.close();
}

import { once } from 'node:events';
import { StartError } from '../../platform/errors.ts';
import { spawnPart, untilHealthy, type DemoPart, type ProcessOptions } from '../start-part.ts';
import { parseClockEvent, type ClockEvent, type ClockCommand } from './parse-clock-message.ts';

/** A gateway that runs on a simulated clock first and on the system clock afterwards. */
export interface HistoryGateway {
  readonly part: DemoPart;
  /** Resolves to the gateway's URL. Rejects with a StartError of its problems if it cannot start. */
  readonly url: Promise<string>;
  /** Advances the clock; resolves when everything that fell due is done and recorded. */
  readonly advanceTo: (at: number) => Promise<void>;
  /** Ends the simulated time; resolves when the ledger is closed. */
  readonly finish: () => Promise<void>;
  /** Serves a configuration on the system clock after `finish`; resolves when that gateway is healthy. */
  readonly serve: (config: string, healthUrl: string) => Promise<void>;
}

/** Starts a gateway process whose clock only this process advances. */
export function startHistoryGateway(
  { config, from }: { readonly config: string; readonly from: number },
  options: Pick<ProcessOptions, 'logFolder' | 'onLine'>,
): HistoryGateway {
  const name = 'gateway';
  const args = ['history-gateway', '--config', config, '--from', String(from)];
  const { child, problems, ended, stop } = spawnPart({ ...options, name, args });
  const exited = ended.then(() => {
    throw new StartError(
      problems.length > 0 ? problems : ['the gateway with the simulated clock has ended.'],
    );
  });
  // May be rejected before it is awaited, so do not report the rejection as unhandled.
  exited.catch(() => undefined);
  const next = async (): Promise<ClockEvent> => {
    const received: Promise<unknown[]> = once(child, 'message');
    const [message] = await Promise.race([received, exited]);
    return parseClockEvent(message);
  };
  const send = async (command: ClockCommand): Promise<ClockEvent> => {
    const answer = next();
    child.send(command);
    return answer;
  };
  const url = next().then((event) => {
    if (!('url' in event)) throw new Error('The gateway reported a time that was not requested.');
    return event.url;
  });
  url.catch(() => undefined);
  return {
    part: { name, ready: url.then(() => undefined), ended, stop },
    url,
    async advanceTo(at) {
      const event = await send({ to: at });
      if (!('at' in event) || event.at !== at)
        throw new Error('The gateway did not confirm its time.');
    },
    async finish() {
      const event = await send({ end: true });
      if (!('ended' in event)) throw new Error('The gateway did not confirm its end.');
    },
    async serve(path, healthUrl) {
      child.send({ serve: path } satisfies ClockCommand);
      await untilHealthy({ name, healthUrl, onLine: options.onLine }, { ended, problems });
    },
  };
}

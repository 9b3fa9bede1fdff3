import { once } from 'node:events';
import { StartError } from '../../platform/errors.ts';
import { spawnPart, untilHealthy, type Part, type ProcessOptions } from '../start-part.ts';
import { parseClockEvent, type ClockEvent, type ClockOrder } from './parse-history-message.ts';

/** A gateway on a clock that is set from here, and on the machine's afterwards. */
export interface HistoryGateway {
  readonly part: Part;
  /** Resolves to where it answers. Rejects with a StartError, its own problems, where it can't start. */
  readonly url: Promise<string>;
  /** Moves its clock on; resolves when all that fell due by then is done and recorded. */
  readonly advanceTo: (at: number) => Promise<void>;
  /** Ends the time that is set; resolves when its ledger is closed. */
  readonly finish: () => Promise<void>;
  /** Serves a configuration on the machine's clock, once it is finished; resolves when that gateway is healthy. */
  readonly serve: (config: string, healthUrl: string) => Promise<void>;
}

/** Starts it as a process of the demo's, which takes the time from here and from nowhere else. */
export function startHistoryGateway(
  { config, from }: { readonly config: string; readonly from: number },
  options: Pick<ProcessOptions, 'logFolder' | 'onLine'>,
): HistoryGateway {
  const name = 'gateway';
  const args = ['history-gateway', '--config', config, '--from', String(from)];
  const { child, said, ended, stop } = spawnPart({ ...options, name, args });
  const gone = ended.then(() => {
    throw new StartError(said.length > 0 ? said : ['the gateway of the past has ended.']);
  });
  gone.catch(() => undefined);
  const next = async (): Promise<ClockEvent> => {
    const received: Promise<unknown[]> = once(child, 'message');
    const [message] = await Promise.race([received, gone]);
    return parseClockEvent(message);
  };
  const order = async (sent: ClockOrder): Promise<ClockEvent> => {
    const answer = next();
    child.send(sent);
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
      const event = await order({ to: at });
      if (!('at' in event) || event.at !== at) throw new Error('The clock was moved by another.');
    },
    async finish() {
      const event = await order({ end: true });
      if (!('ended' in event)) throw new Error('The gateway of the past goes on.');
    },
    async serve(path, healthUrl) {
      child.send({ serve: path } satisfies ClockOrder);
      await untilHealthy({ name, healthUrl, onLine: options.onLine }, { ended, said });
    },
  };
}

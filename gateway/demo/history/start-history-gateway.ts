import { once } from 'node:events';
import { StartError } from '../../errors.ts';
import { spawnPart, type Part, type ProcessOptions } from '../start-part.ts';
import { parseClockEvent, type ClockMove } from './parse-history-message.ts';

/** A gateway on a clock that is set from here. */
export interface HistoryGateway {
  readonly part: Part;
  /** Resolves to where it answers. Rejects with a StartError, its own problems, where it can't start. */
  readonly url: Promise<string>;
  /** Moves its clock on; resolves when all that fell due by then is done and recorded. */
  readonly moveTo: (at: number) => Promise<void>;
  /** Stops it. False where it didn't come to its own end. */
  readonly finish: () => Promise<boolean>;
}

/** Starts it as a process of the demo's, which takes the time from here and from nowhere else. */
export function startHistoryGateway(
  { config, from }: { readonly config: string; readonly from: number },
  options: Pick<ProcessOptions, 'logFolder' | 'onLine'>,
): HistoryGateway {
  const name = 'gateway of the past';
  const args = ['history-gateway', '--config', config, '--from', String(from)];
  const { child, said, ended, stop } = spawnPart({ ...options, name: 'history', args });
  const gone = ended.then(() => {
    throw new StartError(said.length > 0 ? said : [`the ${name} has ended.`]);
  });
  gone.catch(() => undefined);
  const next = async () => {
    const told: Promise<unknown[]> = once(child, 'message');
    const [message] = await Promise.race([told, gone]);
    return parseClockEvent(message);
  };
  const url = next().then((event) => {
    if (!('url' in event)) throw new Error('The gateway of the past tells the time unasked.');
    return event.url;
  });
  url.catch(() => undefined);
  return {
    part: { name: 'history', ready: url.then(() => undefined), ended, stop },
    url,
    async moveTo(at) {
      const moved = next();
      child.send({ to: at } satisfies ClockMove);
      const event = await moved;
      if (!('at' in event) || event.at !== at) throw new Error('The clock was moved by another.');
    },
    async finish() {
      await stop();
      return child.exitCode === 0;
    },
  };
}

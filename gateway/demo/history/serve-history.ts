import type { Config } from '../../config/config.ts';
import { isLoopback } from '../../platform/is-loopback.ts';
import { StartError } from '../../platform/errors.ts';
import { openSubgraphIdentity } from '../../access/identity/open-subgraph-identity.ts';
import { createLog } from '../../platform/log.ts';
import { serve } from '../../serve.ts';
import { createSimulatedClock } from './simulated-clock.ts';
import { prepareConfig, type Prepared } from '../../config/start/prepare-start.ts';
import { parseClockCommand, type ClockEvent, type ClockCommand } from './parse-clock-message.ts';

/** The parent process, which controls the clock. It waits for an event before it sends the next command. */
export interface ClockController {
  readonly send: (event: ClockEvent) => void;
  /** Resolves to the next command, not parsed yet. */
  readonly next: () => Promise<unknown>;
}

/** What to serve after the sample traffic. */
export interface NextGateway {
  /** The path of its configuration. */
  readonly config: string;
  /** The prepared graph of the same subgraphs. */
  readonly prepared: Prepared;
}

/**
 * Runs a gateway on a simulated clock, which shows `from` and which the demo advances. It is otherwise the gateway that
 * `serve` starts, and its ledger records that the clock is simulated. Returns the gateway to serve on the system clock
 * afterwards, whose modules and graph are loaded already, or null after `stopped`.
 *
 * No setting and no environment variable leads here. It takes an IPC channel to the parent process, a gateway on loopback,
 * and a ledger file without records.
 *
 * @throws StartError if one of these is missing.
 */
export async function serveHistory(
  config: Config,
  from: number,
  {
    controller,
    stopped,
  }: { readonly controller: ClockController | null; readonly stopped: Promise<unknown> },
): Promise<NextGateway | null> {
  if (controller === null) {
    throw new StartError(['only the demo starts a gateway with a simulated clock.']);
  }
  if (!isLoopback(config.server.host)) {
    throw new StartError(['a gateway with a simulated clock listens on loopback only.']);
  }
  const clock = createSimulatedClock(from);
  const prepared = await prepareConfig(config, openSubgraphIdentity);
  const gateway = await serve(config, createLog(config.log.level), clock, prepared);
  const nextCommand = async (event: ClockEvent): Promise<ClockCommand | null> => {
    controller.send(event);
    const message = await Promise.race([controller.next(), stopped.then(() => null)]);
    return message === null ? null : parseClockCommand(message);
  };
  let command = await nextCommand({ url: gateway.url });
  while (command !== null && 'to' in command) {
    await clock.advanceTo(command.to);
    command = await nextCommand({ at: command.to });
  }
  await gateway.close();
  if (command === null) return null;
  command = await nextCommand({ ended: true });
  if (command === null) return null;
  if (!('serve' in command)) throw new Error('The simulated time has ended.');
  return { config: command.serve, prepared };
}

import { Command, InvalidArgumentError } from 'commander';
import type { Config } from '../../config/config.ts';
import { loadConfig } from '../../config/load-config.ts';
import { serveHistory, type ClockController } from '../../demo/history/serve-history.ts';
import { createLog } from '../../platform/log.ts';
import { serve } from '../../serve.ts';
import { SYSTEM_CLOCK } from '../../platform/clock.ts';
import { runCommand } from '../run-command.ts';
import { untilStopped } from './until-stopped.ts';

/**
 * `phi-gateway history-gateway`: a process that only the demo starts. It records the sample traffic by a clock that the demo
 * sets, then serves.
 */
export function historyGatewayCommand(): Command {
  return new Command('history-gateway')
    .requiredOption('--config <file>', 'YAML file')
    .requiredOption('--from <ms>', 'what the clock shows first: UTC ms since 1970', parseTime)
    .action(async (flags: { readonly config: string; readonly from: number }) => {
      await runCommand(async () => {
        const stopped = untilStopped();
        const controller = parentProcess();
        const next = await serveHistory(load(flags.config), flags.from, { controller, stopped });
        if (next === null) return;
        const config = load(next.config);
        const log = createLog(config.log.level);
        const gateway = await serve(config, log, SYSTEM_CLOCK, next.prepared);
        await stopped;
        await gateway.close();
      });
      // The channel to the demo would keep the process alive.
      process.exit();
    });
}

function load(config: string): Config {
  return loadConfig({ config, subgraph: [], subgraphSdl: [], reach: [] }, process.env);
}

/** The channel to the process that started this one; null if it opened none. */
function parentProcess(): ClockController | null {
  if (process.send === undefined) return null;
  // Between the history and the gateway that serves, only the channel keeps the process alive.
  process.channel?.ref();
  return {
    send: (event) => void process.send?.(event),
    next: () => new Promise((resolve) => void process.once('message', resolve)),
  };
}

/** Parses a time: whole ms since 1970 (UTC). */
function parseTime(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be in ms since 1970.');
  return Number(text);
}

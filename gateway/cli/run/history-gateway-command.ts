import { Command } from 'commander';
import { loadConfig } from '../../config/load-config.ts';
import { serveHistory, type ClockSetter } from '../../demo/history/serve-history.ts';
import { parseTime } from '../parse-time.ts';
import { runCommand } from '../run-command.ts';
import { untilStopped } from './until-stopped.ts';

/** `phi-gateway history-gateway`: a part of the demo, which starts it and sets its clock. */
export function historyGatewayCommand(): Command {
  return new Command('history-gateway')
    .requiredOption('--config <file>', 'YAML file')
    .requiredOption('--from <ms>', 'what the clock shows first: UTC ms since 1970', parseTime)
    .action(({ config, from }: { readonly config: string; readonly from: number }) =>
      runCommand(() =>
        serveHistory(
          loadConfig({ config, subgraph: [], subgraphSdl: [], reach: [] }, process.env),
          from,
          { setter: parentProcess(), stopped: untilStopped() },
        ),
      ),
    );
}

/** The channel to the process that started this one; null where it opened none. */
function parentProcess(): ClockSetter | null {
  if (process.send === undefined) return null;
  return {
    tell: (event) => void process.send?.(event),
    listen: (receive) => void process.on('message', receive),
  };
}

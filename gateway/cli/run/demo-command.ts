import { Command, InvalidArgumentError } from 'commander';
import { runDemo } from '../../demo/run-demo.ts';
import { demoSettings } from '../../demo/settings.ts';
import { parsePort } from '../parse-port.ts';
import { runCommand } from '../run-command.ts';
import { untilStopped } from './until-stopped.ts';

interface DemoFlags {
  readonly port?: number;
  readonly identityPort?: number;
  readonly subgraphPort?: number;
  /** False with --no-history. */
  readonly history: number | false;
}

/** `phi-gateway demo`: the gateway and five example subgraphs on this machine, with sample traffic. */
export function demoCommand(): Command {
  return new Command('demo')
    .option('--port <port>', 'port of the gateway (default: 4000)', parsePort)
    .option('--identity-port <port>', 'port of the identity provider (default: 4001)', parsePort)
    .option(
      '--subgraph-port <port>',
      'port of the first of five subgraphs (default: 4101)',
      parsePort,
    )
    .option(
      '--history <requests>',
      'requests in the two weeks of sample traffic that the first start records',
      parseCount,
      300,
    )
    .option('--no-history', 'start with an empty ledger')
    .addHelpText(
      'after',
      '\nDATA_DIR=… chooses a Synthea CSV export instead of the bundled patients.\n',
    )
    .action((flags: DemoFlags) =>
      runCommand(() => {
        const typed = {
          port: flags.port ?? null,
          identityPort: flags.identityPort ?? null,
          subgraphPort: flags.subgraphPort ?? null,
          history: flags.history === false ? null : flags.history,
        };
        return runDemo(demoSettings(typed, process.env), untilStopped(), (line) => {
          process.stdout.write(`${line}\n`);
        });
      }),
    );
}

/** Parses a number of requests: 1 to 99,999. */
function parseCount(text: string): number {
  const count = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (count < 1) throw new InvalidArgumentError('It must be a number, 1 to 99999.');
  return count;
}

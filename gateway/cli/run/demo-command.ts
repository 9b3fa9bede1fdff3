import { Command } from 'commander';
import { runDemo } from '../../demo/run-demo.ts';
import { demoSettings } from '../../demo/settings.ts';
import { parseCount } from '../parse-count.ts';
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

/** `phi-gateway demo`: everything on this machine, with something to try. */
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
      'how many requests the fortnight has that the first start puts on the record',
      parseCount,
      300,
    )
    .option('--no-history', 'begin with an empty record')
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

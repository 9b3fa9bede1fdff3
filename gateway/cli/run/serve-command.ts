import { Command } from 'commander';
import type { Flags } from '../../config/flags.ts';
import { SettingsError, StartError } from '../../platform/errors.ts';
import { openSubgraphIdentity } from '../../access/identity/open-subgraph-identity.ts';
import { createLog } from '../../platform/log.ts';
import { serve } from '../../serve.ts';
import { deferOptimization } from '../../platform/process/defer-optimization.ts';
import { limitHeapGrowth } from '../../platform/process/limit-heap-growth.ts';
import { releaseMemory } from '../../platform/process/release-memory.ts';
import { SYSTEM_CLOCK } from '../../platform/clock.ts';
import { prepareGateway } from '../prepare-gateway.ts';
import { repeatable } from '../repeatable.ts';
import { runCommand } from '../run-command.ts';
import { ignoreHangup } from './ignore-hangup.ts';
import { untilStopped } from './until-stopped.ts';

/** `phi-gateway serve`: runs the gateway until it gets a signal to stop. */
export function serveCommand(): Command {
  return new Command('serve')
    .option('--config <file>', 'YAML file; the flags below win over it')
    .option('--supergraph <file>', 'a composed supergraph')
    .addOption(repeatable('--subgraph <name=url>', 'a subgraph to compose'))
    .addOption(
      repeatable('--subgraph-sdl <name=file>', "a subgraph's schema, instead of asking it"),
    )
    .option(
      '--trust-supergraph',
      "don't compare the supergraph's marks with its subgraphs (recorded)",
    )
    .addOption(repeatable('--reach <role=self|all>', 'which patients a role reaches'))
    .option('--jwks <url|file>', "the token issuer's public keys")
    .option('--issuer <iss>', "the token issuer's exact name")
    .option('--audience <aud>', 'the audience that tokens must have')
    .option('--audit-db <file|url>', 'the audit ledger (default: .data/audit.db)')
    .option('--checkpoint <file>', 'a remembered checkpoint, for a ledger whose guard is not here')
    .option('--host <host>', 'address to listen on (default: 127.0.0.1)')
    .option('--port <port>', 'port to listen on (default: 4000)')
    .option('--tls-cert <file>', 'PEM certificate; required off loopback')
    .option('--tls-key <file>', 'PEM private key')
    .option('--development', 'development mode, for this machine only (recorded)')
    .addHelpText('after', EXAMPLE)
    .action(async (flags: Flags) => {
      limitHeapGrowth();
      const endDeferral = deferOptimization();
      await runCommand(async () => {
        const { ready, problems, linesOf } = await prepareGateway(
          flags,
          openSubgraphIdentity,
          true,
        );
        if (ready === null) throw new StartError(problems);
        const { config, prepared } = ready;
        const log = createLog(config.log.level);
        ignoreHangup(log);
        const gateway = await serve(config, log, SYSTEM_CLOCK, prepared).catch((error: unknown) => {
          throw error instanceof SettingsError ? new StartError(linesOf(error.settings)) : error;
        });
        endDeferral();
        releaseMemory();
        // Before the lines below: a process that waits for them may send a signal at once.
        const stopped = untilStopped();
        if (gateway.metricsUrl !== null) process.stdout.write(`Metrics at ${gateway.metricsUrl}\n`);
        if (gateway.graphiqlUrl !== null)
          process.stdout.write(
            `DEVELOPMENT MODE: any program on this machine gets any role. Never use real data.\nGraphiQL at ${gateway.graphiqlUrl}\n`,
          );
        process.stdout.write(`GraphQL at ${gateway.url}\n`);
        // A supervisor's SIGTERM: load balancers must first see that the gateway is not ready. Ctrl-C skips this.
        if ((await stopped) === 'SIGTERM') await gateway.pause();
        await gateway.close();
      });
      // The operator's module of rules may have open timers or connections, which would keep the process alive.
      process.exit();
    });
}

const EXAMPLE = `
Example:
  phi-gateway serve --subgraph patients=http://127.0.0.1:4101/graphql \\
    --issuer https://id.example --audience phi --jwks https://id.example/jwks \\
    --reach physician=all --reach patient=self
`;

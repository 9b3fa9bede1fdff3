import { Command, InvalidArgumentError } from 'commander';

import { writeExport } from './generate/write-export.ts';
import { HealthStartError } from './health-start-error.ts';
import { createTaskProgress } from './index/progress.ts';
import { startSubgraph } from './start-subgraph.ts';
import { HEALTH_SUBGRAPHS } from './subgraphs.ts';
import type { HealthSubgraphName } from './subgraphs.ts';

/** `phi-gateway health`: the example data and the example subgraphs. */
export function healthCommand(): Command {
  return new Command('health').addCommand(generateCommand()).addCommand(serveCommand());
}

function generateCommand(): Command {
  return new Command('generate')
    .description("write synthetic patients as CSV files in Synthea's columns")
    .requiredOption('--out <dir>', 'directory for the files')
    .option('--patients <n>', 'how many', parseCount, 25)
    .option('--seed <text>', 'the same seed gives the same patients', '1')
    .action((flags: GenerateOptions) => printProblems(() => generate(flags)));
}

interface GenerateOptions {
  readonly out: string;
  readonly patients: number;
  readonly seed: string;
}

async function generate({ out, patients, seed }: GenerateOptions): Promise<void> {
  const progress = createTaskProgress('Generating patients', patients, process.stderr);
  const rows = await writeExport({
    patients,
    seed,
    directory: out,
    onPatient: () => progress.advance(1),
  });
  progress.done();
  process.stdout.write(`${patients} patients, ${rows} rows in ${out}\n`);
}

interface ServeOptions {
  readonly data?: string;
  readonly index?: string;
  readonly host: string;
  readonly port?: number;
  readonly gatewayJwks?: string;
  readonly gatewayIssuer?: string;
}

function serveCommand(): Command {
  return new Command('serve')
    .description('serve one example subgraph until interrupted')
    .argument('<name>', HEALTH_SUBGRAPHS.map(({ name }) => name).join(', '), parseName)
    .option(
      '--data <dir>',
      "a Synthea CSV export (default: $DATA_DIR, else the set that's bundled)",
    )
    .option('--index <dir>', 'where the index is kept (default: below .data/health)')
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', "port (default: the subgraph's own)", parsePort)
    .option('--gateway-jwks <url|file>', 'answer only requests signed with a key of this set')
    .option(
      '--gateway-issuer <iss>',
      "the gateway's name in its signatures, with --gateway-jwks (default: phi-gateway)",
    )
    .action((name: HealthSubgraphName, flags: ServeOptions) =>
      printProblems(() => serve(name, flags)),
    );
}

async function serve(name: HealthSubgraphName, options: ServeOptions): Promise<void> {
  if (options.gatewayIssuer !== undefined && options.gatewayJwks === undefined)
    throw new HealthStartError([
      '--gateway-issuer needs --gateway-jwks: without keys, no signature is verified.',
    ]);
  const subgraph = await startSubgraph(name, {
    dataDir: options.data ?? process.env['DATA_DIR'],
    indexDir: options.index,
    host: options.host,
    port: options.port,
    gateway:
      options.gatewayJwks === undefined
        ? undefined
        : { jwks: options.gatewayJwks, issuer: options.gatewayIssuer ?? 'phi-gateway' },
  });
  // Listen before printing: a process that reads the line may send a signal at once.
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  process.stdout.write(`${name} at ${subgraph.url}\n`);
  await stopped;
  await subgraph.close();
}

/** Prints problems that the user can solve on stderr, one line each, and sets exit code 1. */
async function printProblems(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof HealthStartError)) throw error;
    for (const problem of error.problems) process.stderr.write(`phi-gateway: ${problem}\n`);
    process.exitCode = 1;
  }
}

function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

function parsePort(text: string): number {
  const port = parseCount(text);
  if (port > 65_535) throw new InvalidArgumentError('It must be at most 65535.');
  return port;
}

function parseName(text: string): HealthSubgraphName {
  const found = HEALTH_SUBGRAPHS.find(({ name }) => name === text);
  if (found === undefined) throw new InvalidArgumentError('There is no such subgraph.');
  return found.name;
}

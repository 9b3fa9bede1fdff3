import { Command } from 'commander';
import { readVersion } from '../platform/process/package-manifest.ts';
import { addCommands, type CommandEntry } from './add-commands.ts';
import { exitOnMisuse } from './exit-on-misuse.ts';
import { runCommand } from './run-command.ts';

/** Runs the command that the arguments name. It prints to the streams of the process and sets its exit code. */
export async function runProgram(args: readonly string[]): Promise<void> {
  await runCommand(async () => {
    const program = await createProgram(args);
    await program.parseAsync(args, { from: 'user' });
  });
}

/** The program with all of its commands; only the command that the arguments name is loaded and has its flags. */
export async function createProgram(args: readonly string[]): Promise<Command> {
  const program = exitOnMisuse(new Command('phi-gateway'), NO_COMMAND)
    .description(
      'a GraphQL federation gateway that shows callers only the health data their roles may see',
    )
    .version(readVersion())
    .showHelpAfterError('(run with --help for what there is)');
  return addCommands(program, commands(args), args);
}

/** Exit code for an unknown command. 1 could be read as the answer of a command, such as `check`. */
const NO_COMMAND = 2;

const commands = (args: readonly string[]): Readonly<Record<string, CommandEntry>> => ({
  serve: {
    text: 'run the gateway',
    load: async () => (await import('./run/serve-command.ts')).serveCommand(),
  },
  demo: {
    text: 'run the whole example on this machine: subgraphs, identity provider, gateway',
    load: async () => (await import('./run/demo-command.ts')).demoCommand(),
  },
  issuer: {
    text: 'run an issuer of tokens for development: any subject, roles and claims, for this machine only',
    load: async () => (await import('./run/issuer-command.ts')).issuerCommand(),
  },
  token: {
    text: 'print an access token, from phi-gateway issuer or from the demo that runs',
    load: async () => (await import('./run/token-command.ts')).tokenCommand(),
  },
  check: {
    text: 'compose subgraphs and lint their marks (exit code: 0 clean, 1 errors, 2 not checked)',
    load: async () => (await import('./graph/check/check-command.ts')).checkCommand(),
  },
  tag: {
    text: 'walk through what check reports as unmarked, and write marks or reasons into the schemas',
    load: async () => (await import('./graph/tag/tag-command.ts')).tagCommand(),
  },
  explain: {
    text: 'say what a field, type, argument or enum value needs, why, and who sees it',
    load: async () => (await import('./graph/explain-command.ts')).explainCommand(),
  },
  matrix: {
    text: 'write who sees what: every PHI element by role, as a table, as CSV or as a page to sign',
    load: async () => (await import('./graph/matrix-command.ts')).matrixCommand(),
  },
  diff: {
    text: 'compare who sees what in two versions of a graph (exit code: 0 no role sees more than is accepted, 1 a role does, 2 not compared)',
    load: async () => (await import('./graph/diff/diff-command.ts')).diffCommand(),
  },
  test: {
    text: 'run policy tests: who sees what of which patient (exit code: 0 all passed, 1 a case failed, 2 not run)',
    load: async () => (await import('./graph/policy-tests/test-command.ts')).testCommand(),
  },
  audit: {
    text: 'verify the audit ledger, report from it, prove, export and back up what it holds',
    load: async () => (await import('./audit/audit-command.ts')).auditCommand(args.slice(1)),
  },
  health: {
    text: 'example health data and subgraphs',
    load: async () => (await import('../../schema/health/health-command.ts')).healthCommand(),
  },
  'identity-provider': {
    text: "run the demo's identity provider",
    load: async () =>
      (await import('./run/identity-provider-command.ts')).identityProviderCommand(),
    isHidden: true,
  },
  'history-gateway': {
    text: "run the gateway of the demo's past, on a clock that the demo sets",
    load: async () => (await import('./run/history-gateway-command.ts')).historyGatewayCommand(),
    isHidden: true,
  },
});

import { Command, InvalidArgumentError, Option } from 'commander';
import { requestDevelopmentToken } from '../../access/identity/development-token.ts';
import { readCredentials } from '../../demo/credentials.ts';
import { requestDemoToken } from '../../demo/request-token.ts';
import { StartError } from '../../platform/errors.ts';
import { programCommand } from '../program-command.ts';
import { repeatable } from '../repeatable.ts';
import { runCommand } from '../run-command.ts';

type Claim = readonly [name: string, value: unknown];

interface TokenFlags {
  readonly issuer?: string;
  readonly subject?: string;
  readonly role: readonly string[];
  readonly claim: readonly Claim[];
  readonly folder: string;
}

/**
 * `phi-gateway token`: prints an access token for development, from `phi-gateway issuer` or from the identity provider of the
 * running demo.
 */
export function tokenCommand(): Command {
  return new Command('token')
    .addOption(
      repeatable(
        '--role <role>',
        'a role; of the demo one of physician, nurse, billing, researcher, privacy_officer, patient',
      ),
    )
    .option('--issuer <url>', 'URL of phi-gateway issuer, instead of the demo')
    .option('--subject <sub>', 'sub of the token, with --issuer (default: developer)')
    .addOption(
      new Option('--claim <name=text|name:=json>', 'a further claim as text or JSON, with --issuer')
        .argParser(parseClaim)
        .default([], 'none; repeat for each'),
    )
    .option('--folder <dir>', "the demo's folder", '.data')
    .addHelpText('after', exampleText)
    .action((flags: TokenFlags) =>
      runCommand(async () => {
        const token = await (flags.issuer === undefined
          ? demoToken(flags)
          : requestDevelopmentToken(flags.issuer, claimsOf(flags)));
        process.stdout.write(`${token}\n`);
      }),
    );
}

function demoToken({ role, subject, claim, folder }: TokenFlags): Promise<string> {
  if (subject !== undefined || claim.length > 0)
    throw new StartError([
      '--subject and --claim need --issuer: the claims of the demo’s accounts are fixed.',
    ]);
  const [only, ...more] = role;
  if (only === undefined || more.length > 0)
    throw new StartError(['give one --role of the demo, or --issuer URL.']);
  return requestDemoToken(readCredentials(folder), only);
}

function claimsOf({ subject, role, claim }: TokenFlags): Readonly<Record<string, unknown>> {
  return {
    ...(subject !== undefined && { sub: subject }),
    ...(role.length > 0 && { roles: role }),
    ...Object.fromEntries(claim),
  };
}

/** Parses `name=text` or `name:=json`, and adds it to the claims before it. */
function parseClaim(typed: string, before: readonly Claim[]): readonly Claim[] {
  const [, name, isJson, value = ''] = /^([^=]+?)(:)?=(.*)$/s.exec(typed) ?? [];
  if (name === undefined) throw new InvalidArgumentError('It must be name=text or name:=json.');
  if (isJson === undefined) return [...before, [name, value]];
  try {
    return [...before, [name, JSON.parse(value) as unknown]];
  } catch {
    throw new InvalidArgumentError('After := it must be JSON, such as ["TREAT"].');
  }
}

function exampleText(): string {
  return `
Example:
  ${programCommand(process.env)} token --issuer http://127.0.0.1:4001 --subject alice \\
    --role physician --claim patient=956a4d3f --claim 'purpose_of_use:=["TREAT"]'
`;
}

import { Command } from 'commander';
import { readCredentials } from '../../demo/credentials.ts';
import { requestToken } from '../../demo/request-token.ts';
import { runCommand } from '../run-command.ts';

/** `phi-gateway token`: an access token for development, from the identity provider of the running demo. */
export function tokenCommand(): Command {
  return new Command('token')
    .requiredOption(
      '--role <role>',
      'physician, nurse, billing, researcher, privacy_officer, patient',
    )
    .option('--folder <dir>', "the demo's folder", '.data')
    .action(({ role, folder }: { role: string; folder: string }) =>
      runCommand(async () => {
        process.stdout.write(`${await requestToken(readCredentials(folder), role)}\n`);
      }),
    );
}

import { Command } from 'commander';
import { readCredentials } from '../../demo/credentials.ts';
import { startIdentityProvider } from '../../demo/identity-provider.ts';
import { parsePort } from '../parse-port.ts';
import { runCommand } from '../run-command.ts';
import { untilStopped } from './until-stopped.ts';

interface IdentityProviderFlags {
  readonly port: number;
  readonly audience: string;
  readonly patient: string;
  readonly practitioner?: string;
  readonly folder: string;
  readonly console: string;
}

/** `phi-gateway identity-provider`: the identity provider of the demo, which only the demo starts. */
export function identityProviderCommand(): Command {
  return new Command('identity-provider')
    .requiredOption('--port <port>', 'port on loopback', parsePort)
    .requiredOption('--audience <uri>', 'audience of its tokens')
    .requiredOption('--patient <id>', "whose record the patient's account is")
    .option('--practitioner <id>', "who the physician's account is in the data")
    .requiredOption('--folder <dir>', "folder with the demo's credentials")
    .requiredOption('--console <url>', 'where the console is')
    .action(({ port, audience, patient, practitioner, folder, console }: IdentityProviderFlags) =>
      runCommand(async () => {
        const { secrets, signingKey } = readCredentials(folder);
        const provider = await startIdentityProvider({
          port,
          audience,
          people: { patient, practitioner: practitioner ?? null },
          signingKey,
          secrets,
          consoleUrl: console,
          apps: null,
          opaque: null,
        });
        await untilStopped();
        await provider.close();
      }),
    );
}

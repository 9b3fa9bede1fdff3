import { Command } from 'commander';
import { serveIssuer, type RunningIssuer } from '../../http/issuer/serve-issuer.ts';
import { createLog } from '../../platform/log.ts';
import { parsePort } from '../parse-port.ts';
import { printLines } from '../print-lines.ts';
import { programCommand } from '../program-command.ts';
import { runCommand } from '../run-command.ts';
import { ignoreHangup } from './ignore-hangup.ts';
import { untilStopped } from './until-stopped.ts';

interface IssuerFlags {
  readonly port: number;
  readonly audience: string;
  readonly key?: string;
}

/** `phi-gateway issuer`: runs an issuer of tokens for development, until it gets a signal to stop. */
export function issuerCommand(): Command {
  return new Command('issuer')
    .option('--port <port>', 'port on 127.0.0.1', parsePort, 4001)
    .option('--audience <aud>', 'the audience of its tokens', 'phi-gateway')
    .option(
      '--key <file>',
      'its P-256 key, created on first use (default: a new key, so that earlier tokens end)',
    )
    .action(({ port, audience, key }: IssuerFlags) =>
      runCommand(async () => {
        ignoreHangup(createLog('info'));
        const running = await serveIssuer({
          port,
          audience,
          keyPath: key ?? null,
          now: Date.now,
        });
        const stopped = untilStopped();
        process.stdout.write(printLines(guide(running, audience)));
        await stopped;
        await running.close();
      }),
    );
}

function guide({ issuer, jwks }: RunningIssuer, audience: string): readonly string[] {
  return [
    `Issuer at ${issuer}, for development: any program on this machine gets any token.`,
    '',
    'In gateway.yaml:',
    '  development: true',
    '  identity:',
    '    issuers:',
    `      - { issuer: ${JSON.stringify(issuer)}, audience: ${JSON.stringify(audience)}, jwks: ${JSON.stringify(jwks)} }`,
    '',
    'A token:',
    `  ${programCommand(process.env)} token --issuer ${issuer} --subject alice --role physician`,
  ];
}

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { openWitness } from '../../audit/publish/witness/open-witness.ts';
import { StartError } from '../../platform/errors.ts';
import { createLog } from '../../platform/log.ts';
import {
  watchCertificates,
  type WatchedCertificate,
} from '../../platform/net/watch-certificates.ts';
import { parsePort } from '../parse-port.ts';
import { repeatable } from '../repeatable.ts';
import { runCommand } from '../run-command.ts';
import { ignoreHangup } from '../run/ignore-hangup.ts';
import { untilStopped } from '../run/until-stopped.ts';

interface WitnessFlags {
  readonly name: string;
  readonly key: string;
  readonly state: string;
  readonly log: readonly string[];
  readonly host: string;
  readonly port: number;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

/** `phi-gateway audit witness`: runs a witness, which cosigns consistent checkpoints of ledgers. */
export function auditWitnessCommand(): Command {
  return new Command('witness')
    .requiredOption('--name <name>', 'its name in cosignatures, such as witness.example/phi')
    .addOption(repeatable('--log <key>', "a ledger's public key as name+id+key"))
    .option('--key <file>', 'its Ed25519 key, created on first use', '.data/witness.key')
    .option('--state <folder>', 'folder of the checkpoints that it has cosigned', '.data/witness')
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', 'port to listen on', parsePort, 4600)
    .option('--tls-cert <file>', 'PEM certificate; required off loopback')
    .option('--tls-key <file>', 'PEM private key')
    .action(({ name, key, state, log, host, port, tlsCert, tlsKey }: WitnessFlags) =>
      runCommand(async () => {
        const logger = createLog('info');
        ignoreHangup(logger);
        const tls = readTlsFlags(tlsCert, tlsKey);
        const witness = await openWitness({
          name,
          keyPath: key,
          state,
          logs: log,
          host,
          port,
          tls,
          now: Date.now,
        });
        const certificates = watchCertificates(certificatesOf(tls), { log: logger, now: Date.now });
        const stopped = untilStopped();
        process.stdout.write(`Witness at ${witness.url}, public key ${witness.publicKey}\n`);
        await stopped;
        await certificates.close();
        await witness.close();
      }),
    );
}

/** Null without both flags. One without the other is refused: the witness would serve plain HTTP on loopback. */
function readTlsFlags(cert: string | undefined, key: string | undefined) {
  if (cert !== undefined && key !== undefined) return { cert: resolve(cert), key: resolve(key) };
  if (cert === undefined && key === undefined) return null;
  const [given, missing] =
    key === undefined ? ['--tls-cert', '--tls-key'] : ['--tls-key', '--tls-cert'];
  throw new StartError([`${given} needs ${missing}, which is missing.`]);
}

/** A witness reads its certificate once. */
function certificatesOf(tls: { readonly cert: string } | null): readonly WatchedCertificate[] {
  if (tls === null) return [];
  const pem = readFileSync(tls.cert);
  return [{ setting: '--tls-cert', file: tls.cert, pem: () => pem, needsRestart: true }];
}

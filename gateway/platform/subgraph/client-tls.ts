import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { z } from 'zod';
import { SettingsError, type SettingProblem } from '../errors.ts';
import { openReloaded, type Reloaded, type ReloadedOptions } from '../reloaded.ts';
import { pathIn } from '../setting-types.ts';

/** Certificates of connections to a subgraph, as files in PEM. */
export type ClientTlsFiles = z.infer<ReturnType<typeof clientTlsSchema>>;

/** `tls`: what connections to a subgraph trust and present. */
export function clientTlsSchema(folder: string) {
  return z
    .strictObject({
      ca: pathIn(folder, 'certificates of authorities')
        .optional()
        .describe(
          'File with the authorities (PEM) that may have issued the certificate of the subgraph. Default: those of Node.js.',
        ),
      cert: pathIn(folder, 'a client certificate')
        .optional()
        .describe('File with the certificate (PEM) that the gateway presents.'),
      key: pathIn(folder, 'a private key')
        .optional()
        .describe('File with the private key (PEM) of `cert`.'),
    })
    .refine(({ cert, key }) => (cert === undefined) === (key === undefined), {
      error: 'must have cert and key together',
    });
}

/** What a connection takes, with the files in PEM. */
export interface ClientTlsOptions extends SecureContextOptions {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/** Opens certificates, which are read again when their files change. Throws as {@link readClientTls} does. */
export function openClientTls(
  files: ClientTlsFiles,
  path: string,
  options: ReloadedOptions,
): Reloaded<ClientTlsOptions> {
  const paths = [files.ca, files.cert, files.key].filter((file) => file !== undefined);
  return openReloaded(paths, () => readClientTls(files, path), options);
}

/**
 * Reads certificates into what a connection takes: TLS 1.2 or 1.3, to a server that an authority has certified.
 *
 * @throws SettingsError if a file cannot be read or certificate and key don't belong together. `path` is that of the
 * setting.
 */
export function readClientTls(files: ClientTlsFiles, path: string): ClientTlsOptions {
  const problems: SettingProblem[] = [];
  const pems: { ca?: Buffer; cert?: Buffer; key?: Buffer } = {};
  for (const name of ['ca', 'cert', 'key'] as const) {
    const file = files[name];
    if (file === undefined) continue;
    try {
      pems[name] = readFileSync(file);
    } catch {
      const text = `${file}: the file can't be read. Fix the path or its permissions.`;
      problems.push({ path: `${path}.${name}`, text });
    }
  }
  if (problems.length > 0) throw new SettingsError(problems);
  const { ca, ...own } = pems;
  if (ca !== undefined && !isUsable(() => readAuthorities(ca)))
    problems.push({ path: `${path}.ca`, text: `${files.ca}: must hold certificates in PEM.` });
  if (!isUsable(() => createSecureContext(own))) {
    const text = `${files.cert}, ${files.key}: must be a certificate in PEM and its private key, without a passphrase.`;
    problems.push({ path, text });
  }
  if (problems.length > 0) throw new SettingsError(problems);
  return { ...pems, minVersion: 'TLSv1.2' };
}

/** Reads a file of authorities. Throws if it holds no certificate: it would leave no authority at all. */
function readAuthorities(ca: Buffer): X509Certificate {
  createSecureContext({ ca });
  return new X509Certificate(ca);
}

function isUsable(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

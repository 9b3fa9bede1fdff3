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
  const options: ClientTlsOptions = { ...pems, minVersion: 'TLSv1.2' };
  try {
    createSecureContext(options);
    // A file without a certificate would leave no authority at all.
    if (files.ca !== undefined) readCertificate(files.ca);
  } catch (cause) {
    const named = [files.ca, files.cert, files.key].filter((file) => file !== undefined);
    const text = `${named.join(', ')}: not certificates in PEM, or not the key of the certificate. Name files that belong together.`;
    throw new SettingsError([{ path, text }], { cause });
  }
  return options;
}

/** Reads the first certificate of a file. Throws if there is none. */
function readCertificate(file: string): X509Certificate {
  return new X509Certificate(readFileSync(file));
}

import { readFileSync } from 'node:fs';
import type { Certificate } from '../http/connection/open-certificate.ts';
import { openClientTls } from '../platform/subgraph/client-tls.ts';
import { findSubgraphSettings } from '../platform/subgraph/subgraph-settings.ts';
import type { WatchedCertificate } from '../platform/net/watch-certificates.ts';
import type { Config } from './config.ts';

/**
 * Every file of certificates that a gateway uses: those of its server, of connections to subgraphs and of databases.
 * `certificate` is the open one of the server; null serves plain HTTP.
 *
 * @throws SettingsError if a certificate of a subgraph cannot be used
 */
export function certificatesInUse(
  config: Config,
  certificate: Certificate | null,
): readonly WatchedCertificate[] {
  const all = [
    ...serverCertificates(config, certificate),
    ...subgraphCertificates(config),
    ...databaseAuthorities(config),
  ];
  // Subgraphs share what `subgraph.tls` has.
  return [...new Map(all.map((each) => [each.setting, each])).values()];
}

function* serverCertificates(
  { server: { tls } }: Config,
  certificate: Certificate | null,
): Generator<WatchedCertificate> {
  if (tls === null || certificate === null) return;
  const { current } = certificate;
  const { cert, clientCa } = tls;
  const path = 'server.tls';
  const needsRestart = false;
  yield { setting: `${path}.cert`, file: cert, pem: () => current().cert, needsRestart };
  if (clientCa === null) return;
  const pem = () => current().ca ?? NO_PEM;
  yield { setting: `${path}.clientCa`, file: clientCa, pem, needsRestart };
}

function* subgraphCertificates({ graph, subgraph }: Config): Generator<WatchedCertificate> {
  // The settings of a subgraph without a name are those of subgraphs that only a supergraph names.
  for (const { name } of [...graph.subgraphs, { name: '' }]) {
    const { settings, pathOf } = findSubgraphSettings({ graph, subgraph }, name);
    if (settings.tls === null) continue;
    const files = settings.tls;
    const path = pathOf('tls');
    // The client of the subgraph logs files that cannot be used.
    const options = { now: () => performance.now(), onUnusable: () => undefined };
    const { current } = openClientTls(files, path, options);
    for (const key of ['ca', 'cert'] as const) {
      const file = files[key];
      if (file === undefined) continue;
      const pem = () => current()[key] ?? NO_PEM;
      yield { setting: `${path}.${key}`, file, pem, needsRestart: false };
    }
  }
}

/** Pools of connections to databases read their authorities once. */
function* databaseAuthorities({ audit, admin, limits }: Config): Generator<WatchedCertificate> {
  const databases = [
    ['audit.ca', audit.location],
    ['admin.index', admin?.index ?? null],
    ['limits.store.ca', limits.store?.location ?? null],
  ] as const;
  for (const [setting, location] of databases) {
    const file = location === null || location.kind === 'sqlite' ? null : location.server.tls?.ca;
    if (file == null) continue;
    const pem = readIfReadable(file);
    yield { setting, file, pem: () => pem, needsRestart: true };
  }
}

/** A file that cannot be read is reported by what connects to the database. */
function readIfReadable(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return NO_PEM;
  }
}

const NO_PEM = Buffer.alloc(0);

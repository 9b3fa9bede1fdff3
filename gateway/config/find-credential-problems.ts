import type { AdminConfig } from '../reports/admin-config.ts';
import { findSubgraphSettings } from '../platform/subgraph/subgraph-settings.ts';
import type { Config } from './config.ts';

/**
 * Finds the operations that the gateway itself sends to a subgraph where only tokens of callers are exchanged: they would
 * have no credentials, and every one would fail.
 */
export function* findCredentialProblems(
  { graph, subgraph }: Pick<Config, 'graph' | 'subgraph'>,
  {
    relationships = null,
    admin = null,
  }: {
    readonly relationships?: Config['relationships'];
    readonly admin?: Pick<AdminConfig, 'facts' | 'directory'> | null;
  },
): Generator<{ readonly path: string; readonly text: string }> {
  const source = relationships?.source;
  const facts = admin?.facts ?? { patients: [], actors: [] };
  const {
    patients = [],
    actors = [],
    patientSearch = [],
    actorSearch = [],
  } = admin?.directory ?? {};
  /** Name of a subgraph that the gateway queries for itself → the section that names it. */
  const sectionBySubgraph = new Map([
    ...[...patients, ...actors, ...patientSearch, ...actorSearch].map(
      (each) => [each.subgraph, 'admin.directory'] as const,
    ),
    ...facts.patients.map((each) => [each.subgraph, 'admin.facts'] as const),
    ...facts.actors.map((each) => [each.subgraph, 'admin.facts'] as const),
    ...(source?.kind === 'operation' ? [[source.subgraph, 'relationships'] as const] : []),
  ]);
  for (const [name, section] of sectionBySubgraph) {
    const { settings, pathOf } = findSubgraphSettings({ graph, subgraph }, name);
    const { credentials } = settings;
    if (credentials?.kind === 'token-exchange' && credentials.client === null)
      yield {
        path: pathOf('credentials'),
        text: `needs clientCredentials as well as tokenExchange: the queries of ${section} have no caller whose token could be exchanged`,
      };
  }
}

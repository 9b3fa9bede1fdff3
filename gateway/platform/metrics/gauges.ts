import type { DependencyStates, Dependency } from '../dependency-states.ts';
import type { LedgerHealth } from './ledger-health.ts';

/** What gauges read when metrics are asked for. */
export interface GaugeSources {
  readonly ledger: () => LedgerHealth;
  /**
   * Seconds since the ledger was last read for grants that other gateways have stopped; null if no other gateway writes
   * to it.
   */
  readonly stopsAge: () => number | null;
  /** When the certificates in files end: setting → UTC ms since 1970. */
  readonly certificateEnds: () => ReadonlyMap<string, number>;
  /** UTC ms since 1970. */
  readonly now: () => number;
  readonly dependencyStates: Pick<DependencyStates, 'list'>;
}

/** A gauge of one value. Its name follows `phi_gateway_`. */
export interface SingleGauge {
  readonly name: string;
  readonly help: string;
  readonly label: null;
  /** Null leaves the metric out. */
  readonly read: (sources: GaugeSources) => number | null;
}

/** A gauge of a value for each value of a label. */
export interface LabeledGauge extends Pick<SingleGauge, 'name' | 'help'> {
  readonly label: string;
  readonly read: (
    sources: GaugeSources,
  ) => readonly (readonly [label: string | number, value: number])[];
}

/** The gauges that are read when metrics are asked for. */
export const GAUGES: readonly (SingleGauge | LabeledGauge)[] = [
  ofLedger(
    'ledger_ready',
    '1 while records can be written, 0 while no PHI is served.',
    ({ isReady }) => Number(isReady),
  ),
  ofLedger(
    'ledger_size_records',
    'Records in the ledger by the last commit of this gateway.',
    ({ size }) => size,
  ),
  ofLedger('append_queue_length', 'Records that wait for their commit.', ({ queued }) => queued),
  ofLedger(
    'guard_lag_records',
    'Committed records that the guard file does not cover yet.',
    ({ guard }) => guard.records,
  ),
  ofLedger(
    'guard_lag_seconds',
    'Age of the oldest commit that the guard does not remember.',
    ({ guard }) => guard.seconds,
  ),
  ofLedger(
    'ledger_witnessed_size_records',
    'Records in the largest ledger that enough witnesses have cosigned since the start.',
    ({ witnesses }) => witnesses && witnesses.size,
  ),
  ofLedger(
    'witness_lag_records',
    'Records that are committed and not yet witnessed.',
    ({ witnesses }) => witnesses && witnesses.records,
  ),
  ofLedger(
    'witness_lag_seconds',
    'Age of the oldest commit that is not yet witnessed.',
    ({ witnesses }) => witnesses && witnesses.seconds,
  ),
  ofDestinations(
    'witness_up',
    '1 where the last checkpoint was cosigned, by place in audit.publish.witnesses.',
    ({ arrivals }) => arrivals.witnesses,
  ),
  ofDestinations(
    'sink_up',
    '1 where the last checkpoint arrived, by place in audit.publish.sinks.',
    ({ arrivals }) => arrivals.sinks,
  ),
  {
    name: 'break_glass_stops_age_seconds',
    help: 'Time since the ledger was last read for grants that other gateways have stopped.',
    label: null,
    read: ({ stopsAge }) => stopsAge(),
  },
  {
    name: 'certificate_expiry_seconds',
    help: 'Time until the first certificate of a file ends, negative after its end, by the setting that names the file.',
    label: 'setting',
    read: ({ certificateEnds, now }) =>
      [...certificateEnds()].map(([setting, end]) => [setting, (end - now()) / 1_000]),
  },
  ofDependencies(
    'subgraph_up',
    '1 where the last call to a subgraph was answered with GraphQL, by its name.',
    'subgraph',
    (dependency) => (dependency.kind === 'subgraph' ? dependency.name : null),
  ),
  ofDependencies(
    'issuer_up',
    '1 where the last fetch of keys or introspection succeeded, by place in identity.issuers.',
    'index',
    (dependency) => (dependency.kind === 'issuer' ? dependency.index : null),
  ),
  ofDependencies(
    'revocation_list_up',
    '1 where the list of revoked tokens was last read, by place in identity.issuers.',
    'index',
    (dependency) => (dependency.kind === 'revocation list' ? dependency.index : null),
  ),
  ofDependencies(
    'limit_store_up',
    '1 where the last call to the store of shared limits succeeded, 0 while each gateway counts for itself or refuses.',
    'store',
    (dependency) => (dependency.kind === 'limit store' ? dependency.name : null),
  ),
  ofDependencies(
    'manifest_up',
    '1 where the manifest of documents was last read and is valid, by place in documents.manifests.',
    'index',
    (dependency) => (dependency.kind === 'manifest' ? dependency.index : null),
  ),
];

function ofLedger(
  name: string,
  help: string,
  read: (health: LedgerHealth) => number | null,
): SingleGauge {
  return { name, help, label: null, read: ({ ledger }) => read(ledger()) };
}

/** 1 or 0 by place, for what checkpoints are sent to. */
function ofDestinations(
  name: string,
  help: string,
  read: (health: LedgerHealth) => readonly boolean[],
): LabeledGauge {
  return {
    name,
    help,
    label: 'index',
    read: ({ ledger }) => read(ledger()).map((isUp, index) => [index, Number(isUp)]),
  };
}

/** 1 or 0 for each dependency of one kind; `labelOf` is null for the others. */
function ofDependencies(
  name: string,
  help: string,
  label: string,
  labelOf: (dependency: Dependency) => string | number | null,
): LabeledGauge {
  return {
    name,
    help,
    label,
    read: ({ dependencyStates }) =>
      dependencyStates.list().flatMap(([dependency, failure]) => {
        const value = labelOf(dependency);
        return value === null ? [] : [[value, Number(failure === null)] as const];
      }),
  };
}

import {
  AggregatorRegistry,
  collectDefaultMetrics,
  Counter,
  Gauge,
  Histogram,
  Registry,
} from 'prom-client';
import type { LedgerHealth } from './ledger-health.ts';
import type { FailingParts, Part } from '../failing-parts.ts';
import type { DeniedReason } from '../denied-reason.ts';
import type { Metrics, RequestOutcome } from './metrics.ts';
import { createOperationCosts, ratio } from './operation-costs.ts';

/** What is measured when it is asked for. */
export interface MetricSources {
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
  readonly failingParts: Pick<FailingParts, 'list'>;
  /** What {@link createProcessMetrics} collects in further processes of the gateway. */
  readonly otherProcesses: () => Promise<readonly object[]>;
}

/** Bucket bounds, from a commit on a fast disk to the longest usual deadline. */
const WAIT_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];

/** Bucket bounds: an estimate is an upper bound, so most responses cost less. */
const COST_RATIOS = [0.01, 0.03, 0.1, 0.3, 0.5, 1, 2, 5, 10];

/**
 * Creates the metrics of a gateway, in a registry of their own. No label holds anything that comes from a
 * request: reasons and outcomes are codes of the gateway, coordinates are those of custom rules, witnesses and sinks have their place in the
 * configuration, subgraphs their configured name.
 */
export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'phi_gateway_requests_total',
    help: 'Requests by outcome: ok, partial (something was denied or failed), or the code of the refusal.',
    labelNames: ['outcome'] as const,
    registers,
  });
  const denials = new Counter({
    name: 'phi_gateway_denials_total',
    help: 'Selections and objects that were denied, as they are on the record, by reason.',
    labelNames: ['reason'] as const,
    registers,
  });
  const waits = new Histogram({
    name: 'phi_gateway_append_wait_seconds',
    help: 'How long a response waited for its record to be durable, or to fail.',
    buckets: WAIT_SECONDS,
    registers,
  });
  const failures = new Counter({
    name: 'phi_gateway_appends_failed_total',
    help: 'Records that are not known to be durable; nothing was released for them.',
    registers,
  });
  const gauge = (name: string, help: string, read: () => number | null) => {
    const made = new Gauge({
      name: `phi_gateway_${name}`,
      help,
      registers,
      collect() {
        const value = read();
        // Null leaves the metric out.
        if (value === null) made.remove();
        else made.set(value);
      },
    });
  };
  const ledgerGauge = (name: string, help: string, read: (health: LedgerHealth) => number | null) =>
    gauge(name, help, () => read(sources.ledger()));
  const destinationGauge = (
    name: string,
    help: string,
    read: (health: LedgerHealth) => readonly boolean[],
  ) => {
    const made = new Gauge({
      name: `phi_gateway_${name}`,
      help,
      labelNames: ['index'] as const,
      registers,
      collect() {
        for (const [index, isUp] of read(sources.ledger()).entries())
          made.set({ index }, isUp ? 1 : 0);
      },
    });
  };
  ledgerGauge(
    'ledger_ready',
    '1 while records can be written, 0 while no PHI is served.',
    (health) => (health.isReady ? 1 : 0),
  );
  ledgerGauge(
    'ledger_size_records',
    'Records in the ledger by the last commit of this gateway.',
    ({ size }) => size,
  );
  ledgerGauge('append_queue_length', 'Records that wait for their commit.', ({ queued }) => queued);
  ledgerGauge(
    'guard_lag_records',
    'Committed records that the guard file does not cover yet.',
    ({ guard }) => guard.records,
  );
  ledgerGauge(
    'guard_lag_seconds',
    'Age of the oldest commit that the guard does not remember.',
    ({ guard }) => guard.seconds,
  );
  ledgerGauge(
    'ledger_witnessed_size_records',
    'Records in the largest ledger that enough witnesses have cosigned since the start.',
    ({ witnesses }) => witnesses && witnesses.size,
  );
  ledgerGauge(
    'witness_lag_records',
    'Records that are committed and not yet witnessed.',
    ({ witnesses }) => witnesses && witnesses.records,
  );
  ledgerGauge(
    'witness_lag_seconds',
    'Age of the oldest commit that is not yet witnessed.',
    ({ witnesses }) => witnesses && witnesses.seconds,
  );
  destinationGauge(
    'witness_up',
    '1 where the last checkpoint was cosigned, by place in audit.publish.witnesses.',
    ({ arrivals }) => arrivals.witnesses,
  );
  destinationGauge(
    'sink_up',
    '1 where the last checkpoint arrived, by place in audit.publish.sinks.',
    ({ arrivals }) => arrivals.sinks,
  );
  gauge(
    'break_glass_stops_age_seconds',
    'Time since the ledger was last read for grants that other gateways have stopped.',
    sources.stopsAge,
  );
  const certificates = new Gauge({
    name: 'phi_gateway_certificate_expiry_seconds',
    help: 'Time until the first certificate of a file ends, negative after its end, by the setting that names the file.',
    labelNames: ['setting'] as const,
    registers,
    collect() {
      certificates.reset();
      for (const [setting, end] of sources.certificateEnds())
        certificates.set({ setting }, (end - sources.now()) / 1_000);
    },
  });
  const partGauge = <Label extends string>(
    name: string,
    help: string,
    labelOf: (part: Part) => Record<Label, string | number> | null,
    labelNames: readonly Label[],
  ) => {
    const made = new Gauge({
      name: `phi_gateway_${name}`,
      help,
      labelNames,
      registers,
      collect() {
        for (const [part, failure] of sources.failingParts.list()) {
          const labels = labelOf(part);
          if (labels !== null) made.set(labels, failure === null ? 1 : 0);
        }
      },
    });
  };
  partGauge(
    'subgraph_up',
    '1 where the last call to a subgraph was answered with GraphQL, by its name.',
    (part) => (part.kind === 'subgraph' ? { subgraph: part.name } : null),
    ['subgraph'],
  );
  partGauge(
    'issuer_up',
    '1 where the last fetch of keys or introspection succeeded, by place in identity.issuers.',
    (part) => (part.kind === 'issuer' ? { index: part.index } : null),
    ['index'],
  );
  partGauge(
    'revocation_list_up',
    '1 where the list of revoked tokens was last read, by place in identity.issuers.',
    (part) => (part.kind === 'revocation list' ? { index: part.index } : null),
    ['index'],
  );
  partGauge(
    'limit_store_up',
    '1 where the last call to the store of shared limits succeeded, 0 while each gateway counts for itself or refuses.',
    (part) => (part.kind === 'limit store' ? { store: part.name } : null),
    ['store'],
  );
  partGauge(
    'manifest_up',
    '1 where the manifest of documents was last read and is valid, by place in documents.manifests.',
    (part) => (part.kind === 'manifest' ? { index: part.index } : null),
    ['index'],
  );
  const untrusted = new Counter({
    name: 'phi_gateway_untrusted_documents_total',
    help: 'Operations that were served although no manifest has their document, in the mode log.',
    registers,
  });
  const subgraphFailures = new Counter({
    name: 'phi_gateway_subgraph_failures_total',
    help: 'Calls to subgraphs that gave no GraphQL answer, by subgraph and code.',
    labelNames: ['subgraph', 'code'] as const,
    registers,
  });
  const subgraphRetries = new Counter({
    name: 'phi_gateway_subgraph_retries_total',
    help: 'Queries that were sent to a subgraph again, by subgraph.',
    labelNames: ['subgraph'] as const,
    registers,
  });
  const openCircuits = new Gauge({
    name: 'phi_gateway_subgraph_circuit_open',
    help: '1 while calls to a subgraph are refused because most of them failed, by subgraph.',
    labelNames: ['subgraph'] as const,
    registers,
  });
  const ruleFailures = new Counter({
    name: 'phi_gateway_custom_rule_failures_total',
    help: 'Calls of custom rules that threw, timed out or gave no valid result, by field and reason; the field was denied.',
    labelNames: ['coordinate', 'reason'] as const,
    registers,
  });
  const costs = createOperationCosts();
  const costRatios = new Histogram({
    name: 'phi_gateway_cost_ratio',
    help: 'Cost of a response as a part of its estimate; over 1 where the estimate was too low. /costs lists operations.',
    buckets: COST_RATIOS,
    registers,
  });
  return {
    subgraphRetried: (subgraph: string) => {
      subgraphRetries.inc({ subgraph });
    },
    subgraphCircuit: (subgraph: string, isOpen: boolean) => {
      openCircuits.set({ subgraph }, isOpen ? 1 : 0);
    },
    subgraphFailed: (subgraph: string, code: string) => {
      subgraphFailures.inc({ subgraph, code });
    },
    ruleFailed: (coordinate: string, reason: string) => {
      ruleFailures.inc({ coordinate, reason });
    },
    untrustedServed: () => {
      untrusted.inc();
    },
    answered: (outcome: RequestOutcome) => {
      requests.inc({ outcome });
    },
    denied: (reason: DeniedReason, count: number) => {
      denials.inc({ reason }, count);
    },
    appended: (seconds: number, isDurable: boolean) => {
      waits.observe(seconds);
      if (!isDurable) failures.inc();
    },
    executed: (cost) => {
      costRatios.observe(ratio(cost.actual, cost.estimated));
      costs.add(cost);
    },
    print: async () => {
      const others = await sources.otherProcesses();
      const all =
        others.length === 0
          ? registry
          : AggregatorRegistry.aggregate([await registry.getMetricsAsJSON(), ...others]);
      return { type: registry.contentType, text: await all.metrics() };
    },
    printCosts: costs.print,
  };
}

/** Creates the metrics of a process that serves requests for another one. They are printed with those of that process. */
export function createProcessMetrics(): { readonly collect: () => Promise<object> } {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return { collect: () => registry.getMetricsAsJSON() };
}

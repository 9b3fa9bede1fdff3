import {
  AggregatorRegistry,
  collectDefaultMetrics,
  Counter,
  Gauge,
  Histogram,
  Registry,
} from 'prom-client';
import type { RecordedDenialReason } from '../recorded-denial-reason.ts';
import { GAUGES, type GaugeSources, type LabeledGauge, type SingleGauge } from './gauges.ts';
import type { Metrics, RequestOutcome } from './metrics.ts';
import { createOperationCosts, ratio } from './operation-costs.ts';

/** What is measured when it is asked for. */
export interface MetricSources extends GaugeSources {
  /** What {@link createProcessMetrics} collects in further processes of the gateway. */
  readonly otherProcesses: () => Promise<readonly object[]>;
}

/** Bucket bounds, from a commit on a fast disk to the longest usual deadline. */
const WAIT_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];

/** Bucket bounds: an estimate is an upper bound, so most responses cost less. */
const COST_RATIOS = [0.01, 0.03, 0.1, 0.3, 0.5, 1, 2, 5, 10];

/**
 * Creates the metrics of a gateway, in a registry of their own: what is counted as it happens, and {@link GAUGES}, which
 * are read when metrics are asked for. No label holds anything that comes from a
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
  for (const gauge of GAUGES) addGauge(registry, gauge, sources);
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
    denied: (reason: RecordedDenialReason, count: number) => {
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

function addGauge(
  registry: Registry,
  { name, help, ...spec }: SingleGauge | LabeledGauge,
  sources: GaugeSources,
): void {
  const gauge = new Gauge({
    name: `phi_gateway_${name}`,
    help,
    labelNames: spec.label === null ? [] : [spec.label],
    registers: [registry],
    collect() {
      if (spec.label === null) {
        const value = spec.read(sources);
        if (value === null) gauge.remove();
        else gauge.set(value);
        return;
      }
      gauge.reset();
      for (const [label, value] of spec.read(sources)) gauge.set({ [spec.label]: label }, value);
    },
  });
}

/** Creates the metrics of a process that serves requests for another one. They are printed with those of that process. */
export function createProcessMetrics(): { readonly collect: () => Promise<object> } {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return { collect: () => registry.getMetricsAsJSON() };
}

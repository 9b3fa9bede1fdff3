import { Readable } from 'node:stream';
import type { GatewayInterface } from '@apollo/server-gateway-interface';
import { GraphQLError, print } from 'graphql';
import { createPatientIdCheck } from '../../../directives/patient-id.ts';
import type { BreakGlassOfCallers } from '../../access/break-glass/create-break-glass.ts';
import { countDenials } from '../../audit/append/observe-ledger.ts';
import { writeRecord } from '../../audit/record/record-text.ts';
import { GatewayError } from '../../platform/errors.ts';
import { requestContextOf } from '../../platform/request-context.ts';
import type { DependencyStates } from '../../platform/dependency-states.ts';
import type { Limiter } from '../../platform/rates/limiter.ts';
import { uuid } from '../../platform/uuid.ts';
import { createReportSchema } from '../../reports/api/create-report-schema.ts';
import type { MetricEvents, SharedServices } from '../shared-services.ts';
import { fromFaultData } from './fault-data.ts';
import { within, type MessageChannel } from './message-channel.ts';
import {
  toSentContext,
  type LimiterName,
  type MetricEvent,
  type PrimaryFunctions,
  type ReportError,
  type WorkerSetup,
} from './worker-messages.ts';

type Primary = MessageChannel<PrimaryFunctions>;

/** How much later than the ledger's own deadline a worker gives up an append. */
const GRACE_MS = 1_000;

/**
 * The shared services of the primary process, as a worker uses them. What the primary does not answer in time fails:
 * nothing is released without its answer.
 */
export function createRemoteServices(
  { config, ledgerKey, signInSeconds }: WorkerSetup,
  primary: Primary,
): SharedServices {
  const metrics = remoteMetrics(primary);
  return {
    append: createAppend(primary, config.audit.deadlineMs + GRACE_MS, metrics),
    ledgerKey,
    limits: {
      limiter: remoteLimiter(primary, 'limiter'),
      ownLimiter: remoteLimiter(primary, 'ownLimiter'),
      isFirstUse: (id, seconds) => primary.call('isFirstUse', [id, seconds]),
    },
    breakGlass: remoteBreakGlass(config, primary),
    signIns:
      signInSeconds === null
        ? null
        : {
            maxAgeSeconds: signInSeconds,
            assertFresh: (caller) => primary.call('assertFresh', [caller]),
            end: (caller) => primary.call('endSignIn', [caller]),
          },
    reports: config.admin && remoteReports(primary),
    exports: config.admin && remoteExports(primary),
    metrics,
    onRefusal: (code) => primary.notify('refused', code),
    state: () => primary.call('state', []).catch(() => UNANSWERED),
  };
}

const UNANSWERED = { isLedgerReady: false, canCount: false, dependencies: [] };

/** A record that is committed after the worker has given it up is marked as unreleased. */
function createAppend(
  primary: Primary,
  maxMs: number,
  metrics: MetricEvents,
): SharedServices['append'] {
  return async (record) => {
    const appended = primary.call('append', [writeRecord(record)], null);
    try {
      await within(maxMs, appended);
      countDenials(record, metrics);
    } catch (cause) {
      // A call, since a notification is dropped where many messages wait to be read.
      appended
        .then((leaves) => primary.call('markUnreleased', [leaves], null))
        .catch(() => undefined);
      if (cause instanceof GatewayError && cause.code !== 'NOT_READY') throw cause;
      throw new GatewayError('AUDIT_UNAVAILABLE', { cause });
    }
  };
}

function remoteLimiter(primary: Primary, name: LimiterName): Limiter {
  return {
    count: (key, allowance, amount = 1) => primary.call('count', [name, key, allowance, amount]),
    read: (key, allowance) => primary.call('readCount', [name, key, allowance]),
  };
}

function remoteBreakGlass(
  { breakGlass, identity, audit }: WorkerSetup['config'],
  primary: Primary,
): BreakGlassOfCallers | null {
  if (breakGlass === null) return null;
  const { purpose, roles } = breakGlass;
  const recordMs = audit.deadlineMs + GRACE_MS;
  return {
    purpose,
    isPatientId: createPatientIdCheck(identity.patientIds),
    mayUse: (caller) => caller.roles.some((role) => roles.includes(role)),
    present: (headers, caller) => primary.call('presentGrant', [headers, caller]),
    admitStart: (caller) => primary.call('admitStart', [caller]),
    start: (context, request) =>
      primary.call('startGrant', [toSentContext(context), request], recordMs),
    stop: (context, grant) => primary.call('stopGrant', [toSentContext(context), grant], recordMs),
  };
}

function remoteReports(primary: Primary): GatewayInterface {
  const schema = createReportSchema();
  return {
    onSchemaLoadOrUpdate(callback) {
      callback({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    load: async () => ({
      executor: async ({ document, request, context }) => {
        const { operationName = null, variables = null } = request;
        const query = print(document);
        const sent = toSentContext(requestContextOf(context));
        const asked = { query, operationName, variables, context: sent };
        const { data, errors } = await primary.call('report', [asked], null);
        return {
          ...(data !== undefined && { data }),
          ...(errors !== null && { errors: errors.map(toGraphQLError) }),
        };
      },
    }),
    stop: async () => undefined,
  };
}

function toGraphQLError({ fault, path, extensions }: ReportError): GraphQLError {
  const originalError = fromFaultData(fault);
  return new GraphQLError(originalError.message, { path, originalError, extensions });
}

function remoteExports(primary: Primary): SharedServices['exports'] {
  return {
    open: async (context, body, signal) => {
      const id = uuid();
      // A call, since a notification can be dropped, and the export would go on without its reader.
      const close = () => void primary.call('closeExport', [id], null).catch(() => undefined);
      signal.addEventListener('abort', close);
      const opened = await primary.call('openExport', [id, toSentContext(context), body], null);
      const stream = Readable.from(readExport(primary, id), { objectMode: false });
      signal.addEventListener('abort', () => void stream.destroy());
      return { ...opened, body: stream.once('close', close) };
    },
  };
}

async function* readExport(primary: Primary, id: string): AsyncGenerator<string | Uint8Array> {
  for (;;) {
    const chunk = await primary.call('nextOfExport', [id], null);
    if (chunk === null) return;
    yield chunk;
  }
}

function remoteMetrics(primary: Primary): MetricEvents {
  const measured = (event: MetricEvent) => primary.notify('measured', event);
  return {
    answered: (outcome) => measured(['answered', outcome]),
    denied: (reason, count) => measured(['denied', reason, count]),
    untrustedServed: () => measured(['untrustedServed']),
    subgraphFailed: (subgraph, code) => measured(['subgraphFailed', subgraph, code]),
    subgraphRetried: (subgraph) => measured(['subgraphRetried', subgraph]),
    // A call, since a notification can be dropped, and the state would be wrong until it changes again.
    subgraphCircuit: (...change) => {
      primary.call('measured', [['subgraphCircuit', ...change]]).catch(() => undefined);
    },
    ruleFailed: (coordinate, reason) => measured(['ruleFailed', coordinate, reason]),
    executed: (cost) => measured(['executed', cost]),
  };
}

/** Notifies the primary when a dependency begins to fail, fails for another reason, or works again. */
export function reportDependencies(
  dependencyStates: DependencyStates,
  primary: Primary,
): DependencyStates {
  const known = new Map<string, string>();
  return {
    ...dependencyStates,
    note: (dependency, failure) => {
      dependencyStates.note(dependency, failure);
      const key = `${dependency.kind} ${dependency.name}`;
      const outcome = JSON.stringify(failure);
      if (known.get(key) === outcome) return;
      // What is dropped is sent with the next call.
      if (primary.notify('noted', dependency, failure)) known.set(key, outcome);
    },
  };
}

import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { createHash } from 'node:crypto';
import {
  defaultFieldResolver,
  execute,
  parse,
  validate,
  type DocumentNode,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import type { AuditRecord, DeniedEntry } from '../../gateway/audit/record/record.ts';
import type { SubgraphClient } from '../../gateway/platform/subgraph/create-subgraph-client.ts';
import {
  parseSubgraphResponse,
  REJECTED_RESPONSE,
} from '../../gateway/platform/subgraph/parse-subgraph-response.ts';
import type { LoadApolloPlanner } from '../../gateway/pipeline/execution/apollo-planner.ts';
import type { Caller } from '../../gateway/platform/caller.ts';
import type { ExecutionDependencies } from '../../gateway/pipeline/authorized-execution.ts';
import { executeOperation } from '../../gateway/pipeline/execute-operation.ts';
import { asObject } from '../../gateway/pipeline/respond.ts';
import type { UnplannedBudget } from '../../gateway/pipeline/limits/create-unplanned-budget.ts';
import type { PolicySource } from '../../gateway/access/policies/policy-source.ts';
import type { RelationshipSource } from '../../gateway/access/relationships/relationship-source.ts';
import type { OperationCost } from '../../gateway/platform/metrics/operation-costs.ts';
import {
  createRequestContext,
  NOTHING_PASSED_ON,
  type RequestContext,
} from '../../gateway/platform/request-context.ts';
import { createRecordHash } from '../../gateway/pipeline/release/create-record-hash.ts';
import { createPseudonyms } from '../../gateway/pipeline/release/create-pseudonyms.ts';
import { SMALL_AREAS } from '../../directives/release/small-areas.ts';
import { loadGraphVersion } from '../../gateway/pipeline/graph/graph-version.ts';
import type { AuthorizationOptions } from '../../gateway/pipeline/graph/authorization-options.ts';
import type { PipelineLimits } from '../../gateway/pipeline/create-pipeline.ts';
import { createLimitsByRole } from '../../gateway/pipeline/limits/limits-by-role.ts';
import { createOperationCache } from '../../gateway/pipeline/operation/operation-cache.ts';
import type { Policy } from '../../directives/policy/policy.ts';
import type { CustomRules } from '../../directives/operation/custom-rules.ts';
import type { EvaluableRule, RuleFault } from '../../gateway/access/custom-rules/evaluable-rule.ts';
import { parseRules } from '../../gateway/access/custom-rules/parse-rules.ts';
import { clientSchema, clientSchemaText } from '../../schema/client-schema.ts';
import { innerSupergraph } from '../../schema/inner-supergraph.ts';
import { compose } from '../../schema/compose.ts';
import { problemLine } from '../../directives/marks/problem.ts';
import { readFileSync } from 'node:fs';
import { packageFile } from '../../schema/package-file.ts';
import { HEAD } from './compose-subgraphs.ts';

const SPEC = readFileSync(packageFile('directives/phi.graphql'), 'utf8');

/** Type → field (or `__resolveReference`, `__resolveType`) → resolver. */
type Resolvers = Record<string, Record<string, (source: never, args: never) => unknown>>;

/** A subgraph of a test: its SDL without the head, and its resolvers. */
export interface TestSubgraph {
  readonly sdl: string;
  readonly resolvers: Resolvers;
}

/** A request that a subgraph received. */
export interface Received {
  readonly subgraph: string;
  readonly query: string;
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Texts of the errors that it answered with. */
  readonly errors: string[];
}

type Tamper = (subgraph: string, body: string) => string | null;

/** The pipeline over subgraphs in this process: really composed, planned and executed, but without sockets. */
export interface InProcessGraph {
  readonly parts: ExecutionDependencies;
  readonly received: Received[];
  readonly records: AuditRecord[];
  /** The denials that a dry run reported. */
  readonly wouldDeny: DeniedEntry[];
  /** Calls of custom rules that gave no valid result. */
  readonly ruleFaults: RuleFault[];
  /** What operations cost. */
  readonly costs: OperationCost[];
  /** Unexpected errors that became a part of the response. */
  readonly faults: unknown[];
  /** Errors by which the outcome of a write could not be recorded. */
  readonly lostOutcomes: unknown[];
  /** Changes the raw body of a subgraph's answers; a null body is an answer with a wrong signature. */
  tamper(change: Tamper | null): void;
  run(request: {
    readonly query: string;
    readonly variables?: Record<string, unknown>;
    readonly operationName?: string | null;
    readonly reportsCost?: boolean;
    readonly caller: Caller;
    readonly context?: Partial<RequestContext>;
  }): ReturnType<typeof executeOperation>;
  close(): Promise<void>;
}

/** Limits above what tests need, unless a test sets its own. */
const LIMITS: PipelineLimits = {
  depth: Infinity,
  selections: 10_000,
  cost: Number.MAX_VALUE,
  values: Number.MAX_VALUE,
  listSize: 20,
  patients: Infinity,
  releasedFields: Infinity,
  requestsPerMinute: Infinity,
  costPerMinute: null,
  cacheMegabytes: 128,
  roles: new Map(),
};

/** No budget: operations that are not planned yet run at once. */
const UNBUDGETED: UnplannedBudget = { run: async (_context, work) => work() };

/** A caller of the tests. */
export function callerOf(roles: readonly string[], more: Partial<Caller> = {}): Caller {
  return {
    issuer: 'https://idp.test',
    subject: `user-${roles.join('-')}`,
    name: null,
    roles: [...roles].toSorted(),
    scopes: [],
    policies: [],
    organization: null,
    tokenId: null,
    authMethods: [],
    authTime: null,
    clientId: null,
    address: '127.0.0.1',
    proxies: [],
    certificate: null,
    userAgent: null,
    patients: new Map(),
    ownPatient: null,
    claims: new Map(),
    purposes: null,
    project: null,
    smart: null,
    ...more,
  };
}

/** The request context that the HTTP layer creates for a caller. */
export function contextOf(caller: Caller, more: Partial<RequestContext> = {}): RequestContext {
  return createRequestContext({
    caller,
    requestId: 'request',
    traceId: null,
    received: 0,
    purpose: null,
    breakGlass: null,
    client: NOTHING_PASSED_ON,
    clientGone: null,
    ...more,
  });
}

/** Options of the pipeline that a test may change. */
export interface PipelineExtras {
  /** A graphql-shield rule tree. */
  readonly rules?: object;
  readonly relationships?: RelationshipSource;
  readonly policySource?: PolicySource;
  readonly limits?: Partial<PipelineLimits>;
  /** Called with the cost of each operation before it runs. */
  readonly chargeCost?: ExecutionDependencies['chargeCost'];
  readonly unplanned?: UnplannedBudget;
  /** Default: in this thread. */
  readonly planning?: LoadApolloPlanner;
  /** Whether fetches of a plan are sent together. Default: true. */
  readonly joinsFetches?: boolean;
  /** The key of pseudonyms. */
  readonly pseudonymKey?: Uint8Array | null;
  /** Called with each record before the append resolves. */
  readonly append?: ExecutionDependencies['append'];
}

/** Composes and loads the graph. */
export async function createInProcessGraph(
  subgraphs: Readonly<Record<string, TestSubgraph>>,
  authorization: AuthorizationOptions,
  extras: PipelineExtras = {},
): Promise<InProcessGraph> {
  const composed = compose(
    Object.entries(subgraphs).map(([name, { sdl }]) => ({
      name,
      url: `http://${name}.test/`,
      sdl: `${SPEC}${HEAD}${sdl}`,
    })),
  );
  if (!composed.ok) throw new Error(composed.problems.map(problemLine).join('\n'));
  const executable = Object.entries(subgraphs).map(([name, { sdl, resolvers }]) => {
    const schema = buildSubgraphSchema([
      {
        typeDefs: parse(`${SPEC}${HEAD}${sdl}`),
        resolvers: resolvers as GraphQLResolverMap<unknown>,
      },
    ]);
    return [name, { schema, fieldResolver: defaultFieldResolver }] as const;
  });
  return loadInProcessGraph(composed, { authorization, subgraphs: new Map(executable) }, extras);
}

/** A subgraph that can be executed. */
export interface ExecutableSubgraph {
  readonly schema: GraphQLSchema;
  readonly fieldResolver: GraphQLFieldResolver<unknown, unknown>;
}

/** Loads a composed graph over its subgraphs, whose URLs are `http://NAME.test/`. */
export async function loadInProcessGraph(
  composed: { readonly supergraphSdl: string; readonly policy: Policy },
  options: {
    readonly authorization: AuthorizationOptions;
    readonly subgraphs: ReadonlyMap<string, ExecutableSubgraph>;
  },
  extras: PipelineExtras = {},
): Promise<InProcessGraph> {
  const received: Received[] = [];
  const records: AuditRecord[] = [];
  const wouldDeny: DeniedEntry[] = [];
  const ruleFaults: RuleFault[] = [];
  const costs: OperationCost[] = [];
  const faults: unknown[] = [];
  const lostOutcomes: unknown[] = [];
  let tampering: Tamper | null = null;

  const connect = ({ url }: { readonly url: string }): SubgraphClient => {
    const name = new URL(url).hostname.replace('.test', '');
    const subgraph = options.subgraphs.get(name);
    if (!subgraph) throw new Error(`no subgraph ${name}`);
    const { schema, fieldResolver } = subgraph;
    /** Parsed and validated once each, as by a server with a document cache. */
    const documents = new Map<string, { document: DocumentNode; invalid: string | null }>();
    const documentOf = (query: string) => {
      const known = documents.get(query);
      if (known) return known;
      const document = parse(query);
      const [invalid] = validate(schema, document);
      const checked = { document, invalid: invalid ? String(invalid) : null };
      documents.set(query, checked);
      return checked;
    };
    const send = async (body: string) => {
      const { query, variables } = JSON.parse(body) as {
        query: string;
        variables: Record<string, unknown>;
      };
      const { document, invalid } = documentOf(query);
      const errors: string[] = [];
      received.push({ subgraph: name, query, document, variables, errors });
      if (invalid !== null) throw new Error(`${name} was sent ${query}: ${invalid}`);
      const request = { schema, document, variableValues: variables, fieldResolver };
      const result = await execute(request);
      errors.push(...(result.errors ?? []).map(String));
      const text = JSON.stringify(result);
      const answered = tampering ? tampering(name, text) : text;
      return answered === null ? REJECTED_RESPONSE : parseSubgraphResponse(answered);
    };
    return { query: send, mutate: send, close: () => Promise.resolve() };
  };

  const clientText = clientSchemaText(composed.supergraphSdl);
  const graph = await loadGraphVersion(
    { ...composed, clientSchema: clientText },
    {
      authorization: options.authorization,
      customRules: extras.rules ? customRulesFor(extras.rules, composed.supergraphSdl) : new Map(),
      subgraph: {
        connect,
        ...(extras.planning && { planning: extras.planning }),
        ...(extras.joinsFetches !== undefined && { joinsFetches: extras.joinsFetches }),
      },
    },
  );
  const limits = { ...LIMITS, ...extras.limits };
  const listSizes = [limits.listSize, ...[...limits.roles.values()].map((own) => own.listSize)];
  const cache = createOperationCache(
    graph,
    { ...limits, listSizes },
    extras.unplanned ?? UNBUDGETED,
  );
  const parts: ExecutionDependencies = {
    current: () => ({ graph, cache }),
    append: async (record) => {
      await extras.append?.(record);
      records.push(record);
    },
    relationships: extras.relationships ?? null,
    policySource: extras.policySource ?? null,
    onFault: (_context, error) => faults.push(error),
    onOutcomeLost: (_context, error) => lostOutcomes.push(error),
    onExecuted: (cost) => void costs.push(cost),
    onWouldDeny: (_context, denied) => wouldDeny.push(...denied),
    onRuleFault: (_context, fault) => ruleFaults.push(fault),
    pseudonyms: createPseudonyms(Buffer.alloc(32, 7)),
    recordHash: createRecordHash(
      extras.pseudonymKey === undefined ? Buffer.alloc(32, 7) : extras.pseudonymKey,
    ),
    smallAreas: SMALL_AREAS.areas,
    introspection: false,
    limits,
    limitsOf: createLimitsByRole(limits),
    chargeCost: extras.chargeCost ?? (() => Promise.resolve()),
    now: () => Date.UTC(2026, 0, 1),
  };
  return {
    parts,
    received,
    records,
    wouldDeny,
    ruleFaults,
    costs,
    faults,
    lostOutcomes,
    tamper: (change) => {
      tampering = change;
    },
    run: ({ query, variables, operationName, reportsCost, caller, context }) =>
      executeOperation(
        parts,
        {
          document: parse(query),
          queryHash: createHash('sha256').update(query).digest('hex'),
          operationName: operationName ?? null,
          variables: variables ?? null,
          reportsCost: reportsCost ?? false,
          context: contextOf(caller, { received: parts.now(), ...context }),
        },
        asObject,
      ),
    close: () => graph.inner.close(),
  };
}

function customRulesFor(tree: object, supergraphSdl: string): CustomRules<EvaluableRule> {
  const schema = clientSchema(innerSupergraph(supergraphSdl));
  const parsed = parseRules(tree, { schema, timeoutMs: 100 });
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  return parsed.rules;
}

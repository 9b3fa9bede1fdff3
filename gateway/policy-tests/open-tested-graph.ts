import { createHash } from 'node:crypto';
import {
  parse,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type InlineFragmentNode,
} from 'graphql';
import { decideDispositions, isFetched } from '../../directives/operation/field-disposition.ts';
import { createPatientIdCheck } from '../../directives/patient-id.ts';
import type { Policy } from '../../directives/policy/policy.ts';
import { clientSchemaText, extractSubgraphSchema } from '../../schema/client-schema.ts';
import type { AuditRecord, DeniedEntry } from '../audit/record/record.ts';
import type { LoadedRules } from '../access/custom-rules/load-rules.ts';
import { authorizationOptions } from '../config/authorization-options.ts';
import type { PolicyConfig } from '../config/load-policy-config.ts';
import { authorizeOperation } from '../pipeline/authorization/authorize-operation.ts';
import type { ExecutionDependencies } from '../pipeline/authorized-execution.ts';
import { executeOperation } from '../pipeline/execute-operation.ts';
import type { AuthorizationOptions } from '../pipeline/graph/authorization-options.ts';
import { loadGraphVersion } from '../pipeline/graph/graph-version.ts';
import { denialsOf } from '../pipeline/operation/denials.ts';
import { createOperationCache } from '../pipeline/operation/operation-cache.ts';
import {
  resolveOperation,
  type OperationRequest,
} from '../pipeline/operation/resolve-operation.ts';
import { createPseudonyms } from '../pipeline/release/create-pseudonyms.ts';
import { createRecordHash } from '../pipeline/release/create-record-hash.ts';
import { asObject } from '../pipeline/respond.ts';
import { faultOf } from '../platform/fault-of.ts';
import type { RequestContext } from '../platform/request-context.ts';
import { createCallerContexts, NOW, type TestRequest } from './caller-context.ts';
import { createSampleSubgraph, type SampleData } from './sample-subgraph.ts';

/** An operation of a test caller, over made-up data. */
export interface TestOperation extends TestRequest {
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly values: SampleData['values'];
}

/** The response of the gateway and the record that its ledger would hold. */
export interface Observation {
  /** Null where the operation was refused or failed as a whole. */
  readonly data: unknown;
  readonly errors: readonly {
    readonly code: string;
    readonly path: readonly (string | number)[] | null;
  }[];
  /** The last record, which is that of the outcome; null if nothing was recorded. */
  readonly record: AuditRecord | null;
  /** The code with which the whole request was refused; null if it was answered. */
  readonly refusal: string | null;
}

/** The decision about an operation before anything is fetched. */
export interface PreparedOperation {
  /** The fields that would be fetched. */
  readonly fetched: ReadonlySet<string>;
  readonly denied: readonly DeniedEntry[];
}

/** The gateway of a graph in this process, without network, ledger or subgraphs. */
export interface TestedGraph {
  /** The schema of clients. */
  readonly schema: GraphQLSchema;
  readonly run: (operation: TestOperation) => Promise<Observation>;
  /** Decides on an operation before anything is planned, fetched and released. */
  readonly prepare: (operation: TestOperation) => Promise<PreparedOperation>;
  readonly close: () => Promise<void>;
}

/**
 * Opens a graph for tests. Requests run through the code of the gateway: it identifies callers by their claims, authorizes,
 * prunes, plans, releases and records. What comes from outside (responses of subgraphs, care teams, consent) is that of the
 * test.
 */
export async function openTestedGraph(
  { supergraphSdl, policy }: { readonly supergraphSdl: string; readonly policy: Policy },
  config: PolicyConfig,
  rules: LoadedRules['rules'],
): Promise<TestedGraph> {
  const requests = new WeakMap<RequestContext, RunningOperation>();
  const requestOf = (context: RequestContext | null): RunningOperation => {
    const request = context && requests.get(context);
    if (!request) throw new TypeError('unknown request');
    return request;
  };
  const connect = ({ name }: { readonly name: string }) => {
    const schema = extractSubgraphSchema(supergraphSdl, name);
    if (schema === null) throw new TypeError(`there is no subgraph ${name}`);
    return createSampleSubgraph(schema, policy, requestOf);
  };
  const graph = await loadGraphVersion(
    { supergraphSdl, policy, clientSchema: clientSchemaText(supergraphSdl) },
    {
      authorization: enforced(authorizationOptions(config)),
      customRules: rules,
      subgraph: { connect },
    },
  );
  const cache = createOperationCache(
    graph,
    { selections: MAX_SELECTIONS, listSizes: [1], cacheMegabytes: 64 },
    { run: async (_context, work) => work() },
  );
  const isPatientId = createPatientIdCheck(config.identity.patientIds);
  const contexts = createCallerContexts(config, isPatientId);
  const shared: Omit<ExecutionDependencies, 'append' | 'onFault' | 'onOutcomeLost'> = {
    current: () => ({ graph, cache }),
    relationships: config.relationships && relationshipsOf(requestOf),
    policySource: {
      fulfilled: async (context, policies) =>
        policies.filter((each) => requestOf(context).facts.policies?.includes(each)),
      close: () => Promise.resolve(),
    },
    onExecuted: () => undefined,
    onWouldDeny: () => undefined,
    onRuleFault: () => undefined,
    pseudonyms: createPseudonyms(config.hasPseudonyms ? PSEUDONYM_KEY : null),
    recordHash: createRecordHash(PSEUDONYM_KEY),
    smallAreas: config.deidentification.smallAreas.areas,
    introspection: false,
    limits: { patients: Infinity },
    limitsOf: () => LIMITS,
    chargeCost: () => Promise.resolve(),
    now: () => NOW,
  };
  const documents = new Map<string, DocumentNode>();
  const requestFor = async (operation: TestOperation): Promise<OperationRequest> => {
    const context = await contexts.create(operation);
    const { document: text, variables } = operation;
    const document = documents.get(text) ?? parse(text);
    documents.set(text, document);
    requests.set(context, { ...operation, types: fragmentTypes(document) });
    const queryHash = createHash('sha256').update(text).digest('hex');
    return { document, queryHash, operationName: null, variables, reportsCost: false, context };
  };
  return {
    schema: graph.schema,
    prepare: async (operation) => {
      const { result } = await unlessRefused(async () => {
        const request = await requestFor(operation);
        const resolved = await resolveOperation(request, { ...shared, graph, cache });
        const { context } = request;
        const authorization = await authorizeOperation(resolved, context, {
          graph,
          cache,
          dependencies: shared,
        });
        const { selection } = resolved.selected;
        const { decisions, inputAuthorization } = authorization;
        const dispositions = decideDispositions(selection, decisions, {
          ...inputAuthorization,
          refusesPaging: graph.authorization.lists === 'refuse-paging',
        });
        const { refused } = inputAuthorization;
        const fetched = selection.fields
          .filter((field) => isFetched(field, dispositions))
          .map(({ coordinate }) => coordinate);
        return {
          fetched: new Set<string>(fetched),
          denied: denialsOf(selection, { dispositions, decisions, refused }).entries,
        };
      });
      return result ?? { fetched: new Set(), denied: [] };
    },
    run: async (operation) => {
      const records: AuditRecord[] = [];
      const faults: unknown[] = [];
      const { result, code } = await unlessRefused(async () =>
        executeOperation(
          {
            ...shared,
            append: async (record) => void records.push(record),
            onFault: (_context, error) => void faults.push(error),
            onOutcomeLost: (_context, error) => void faults.push(error),
          },
          await requestFor(operation),
          asObject,
        ),
      );
      if (faults.length > 0) throw faults[0];
      const errors = (result?.errors ?? []).map(({ path, extensions }) => ({
        code: String(extensions['code']),
        path: path ?? null,
      }));
      return { data: result?.data ?? null, errors, record: records.at(-1) ?? null, refusal: code };
    },
    close: async () => {
      await contexts.close();
      await graph.inner.close();
    },
  };
}

type RunningOperation = TestOperation & Pick<SampleData, 'types'>;

/** The names of the types on which a document has fragments. */
function fragmentTypes(document: DocumentNode): ReadonlySet<string> {
  const types = new Set<string>();
  const add = ({ typeCondition }: InlineFragmentNode | FragmentDefinitionNode) => {
    if (typeCondition) types.add(typeCondition.name.value);
  };
  visit(document, { InlineFragment: add, FragmentDefinition: add });
  return types;
}

/** Returns a result, or the code of the fault with which the gateway refuses the request. Other errors are bugs. */
async function unlessRefused<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result | null; readonly code: string | null }> {
  try {
    return { result: await work(), code: null };
  } catch (error) {
    const { code } = faultOf(error);
    if (code === 'INTERNAL_SERVER_ERROR') throw error;
    return { result: null, code };
  }
}

/** A dry run denies nothing, so that a test of it would say nothing: it is tested as it will be enforced. */
function enforced(options: AuthorizationOptions): AuthorizationOptions {
  return options.mode === 'dry-run' ? { ...options, mode: 'filter' } : options;
}

const MAX_SELECTIONS = 10_000;

/** No test is refused for its size. */
const LIMITS = {
  depth: Infinity,
  cost: Number.MAX_VALUE,
  values: Number.MAX_VALUE,
  listSize: 1,
  releasedFields: Infinity,
  requestsPerMinute: Infinity,
  costPerMinute: null,
} as const;

/** The same for every run, so that a test may state a pseudonym. It protects nothing. */
const PSEUDONYM_KEY = createHash('sha256').update('policy tests').digest();

/** The care team and the consent of the patient, as the facts of a test state them; other patients are unrelated. */
function relationshipsOf(
  requestOf: (context: RequestContext) => TestOperation,
): NonNullable<ExecutionDependencies['relationships']> {
  return {
    relate: async (context, patients) => {
      const { facts, patient } = requestOf(context);
      const { kind, denies, permits } = facts.consent ?? GIVEN;
      const relationships = patients
        .filter((each) => each !== patient || kind !== 'unknown')
        .map((each) => {
          const isSubject = each === patient;
          const relationship = {
            careTeam: isSubject && facts.relation === 'care-team',
            deniesActor: isSubject && kind === 'denied',
            denies: new Set(isSubject ? denies : []),
            permits: new Set(isSubject ? permits : []),
          };
          return [each, relationship] as const;
        });
      return { relationships: new Map(relationships), failed: false, rejectedOf: null };
    },
    close: () => Promise.resolve(),
  };
}

const GIVEN: NonNullable<TestRequest['facts']['consent']> = {
  kind: 'given',
  denies: [],
  permits: [],
};

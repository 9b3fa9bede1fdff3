import { Kind, parse, specifiedRules, validate, type DocumentNode } from 'graphql';
import { authorizeInputs } from '../../../directives/operation/authorize-inputs.ts';
import { tokenAccessOf } from '../../../directives/operation/token-access.ts';
import { GatewayError } from '../../platform/errors.ts';
import { faultOf, isAbortedValidation } from '../../platform/fault-of.ts';
import type { Log } from '../../platform/log.ts';
import { NOTHING_PASSED_ON, type RequestContext } from '../../platform/request-context.ts';
import type { GraphVersion } from '../graph/graph-version.ts';
import { countSelections } from '../limits/count-selections.ts';
import { createSlowLane } from '../limits/create-slow-lane.ts';
import type { KnownOperation } from '../operation/find-operation.ts';
import type { OperationCache } from '../operation/operation-cache.ts';
import type { TrustedDocument } from './parse-manifest.ts';

/**
 * Plans the documents that were not planned yet, one after the other. Logs each document that the gateway would refuse.
 * Never rejects.
 */
export type PlanAhead = (documents: readonly TrustedDocument[]) => Promise<void>;

/**
 * Creates the function that plans the documents of manifests before they are requested, for a caller of each role. The first
 * request of such a caller then finds everything cached: the operation, its selection, the part that the role sees, and the
 * plan of that part.
 *
 * The work takes at most a quarter of the main thread ({@link createSlowLane}), and the planning thread for one operation at a
 * time. Variables are not known yet, so conditions have their default values. The first request of a caller with several
 * roles, scopes or a purpose may still be pruned to something else; it uses the same plan if it fetches the same fields.
 */
export function createPlanAhead({
  graph,
  cache,
  limits,
  log,
  signal,
}: {
  readonly graph: GraphVersion;
  readonly cache: OperationCache;
  readonly limits: { readonly selections: number };
  readonly log: Log;
  /** Ends the planning. */
  readonly signal: AbortSignal;
}): PlanAhead {
  const lane = createSlowLane();
  const inTurn = <Result>(work: () => Result) => lane.run('manifests', work);
  // In place of the budget of requests: documents of the operator wait for their turn, but are never refused.
  const steps = cache.within({ run: (_context, work) => inTurn(work) });
  const planned = new Set<string>();

  const planOne = async ({ text, sha256: queryHash }: TrustedDocument): Promise<void> => {
    const document = await inTurn(() => parseValid(text, { graph, limits }));
    const names = operationNames(document);
    // A request need not name the only operation of a document.
    const requestedNames = names.length === 1 ? [null, ...names] : names;
    for (const role of graph.authorization.reach.keys()) {
      const context = contextOf(role, graph);
      for (const operationName of requestedNames)
        await planFor(await steps.find({ document, queryHash, operationName, context }), context);
    }
  };
  const planFor = async (known: KnownOperation, context: RequestContext): Promise<void> => {
    if (signal.aborted) return;
    const selected = await steps.select(known, {}, context);
    const reach = graph.reachOf(context);
    const tokenAccess = tokenAccessOf(graph.policy, context.caller);
    const decisions = await cache.authorize(reach, tokenAccess);
    const inputAuthorization = authorizeInputs(selected.selection, [], { decisions, reach });
    const authorization = { reach, tokenAccess, decisions, inputAuthorization };
    const { pruned } = await steps.prune(selected, authorization, context);
    for (const inner of [pruned.document, pruned.identities?.document ?? null])
      if (inner !== null) await graph.inner.plan(inner.prepared, null);
  };
  const planAll = async (documents: readonly TrustedDocument[]): Promise<void> => {
    const since = performance.now();
    let count = 0;
    for (const document of documents) {
      if (signal.aborted) return;
      if (planned.has(document.sha256)) continue;
      planned.add(document.sha256);
      try {
        await planOne(document);
        count += 1;
        if (count % PROGRESS === 0) log.info('documents are being planned', { count });
      } catch (error) {
        if (signal.aborted) return;
        log.warn('a document of a manifest would be refused', {
          operation: nameIn(document.text),
          hash: document.sha256,
          code: faultOf(error).code,
        });
      }
    }
    if (count > 0)
      log.info('documents are planned', { count, ms: Math.round(performance.now() - since) });
  };

  let last = Promise.resolve();
  return (documents) => {
    last = last.then(() => planAll(documents));
    return last;
  };
}

/** Documents after which a line in the log says how many are planned. */
const PROGRESS = 100;

/** @throws GatewayError for a document that the gateway would refuse */
function parseValid(
  text: string,
  {
    graph: { schema },
    limits,
  }: {
    readonly graph: Pick<GraphVersion, 'schema'>;
    readonly limits: { readonly selections: number };
  },
): DocumentNode {
  let document: DocumentNode;
  try {
    document = parse(text);
  } catch (cause) {
    throw new GatewayError('GRAPHQL_PARSE_FAILED', { cause });
  }
  if (countSelections(document) > limits.selections)
    throw new GatewayError('OPERATION_TOO_COMPLEX');
  const [cause] = validate(schema, document, specifiedRules, { maxErrors: 1 });
  if (cause === undefined) return document;
  const code = isAbortedValidation(cause) ? 'OPERATION_TOO_COMPLEX' : 'GRAPHQL_VALIDATION_FAILED';
  throw new GatewayError(code, { cause });
}

function operationNames({ definitions }: DocumentNode): readonly (string | null)[] {
  return definitions.flatMap((node) =>
    node.kind === Kind.OPERATION_DEFINITION ? [node.name?.value ?? null] : [],
  );
}

/** The name of the first operation in a text that may not be valid. */
function nameIn(text: string): string | null {
  return /\b(?:query|mutation|subscription)\s+([_A-Za-z]\w*)/.exec(text)?.[1] ?? null;
}

/** A request of a caller who has one role and nothing else, except the patient claims that some roles need to reach any. */
function contextOf(role: string, { authorization }: Pick<GraphVersion, 'authorization'>) {
  const isPatient = authorization.reach.get(role) === 'self';
  const context: RequestContext = {
    requestId: '',
    traceId: null,
    received: 0,
    purpose: null,
    breakGlass: null,
    client: NOTHING_PASSED_ON,
    clientGone: null,
    caller: {
      issuer: '',
      subject: '',
      name: null,
      roles: [role],
      scopes: [],
      policies: [],
      organization: null,
      tokenId: null,
      authMethods: [],
      authTime: null,
      clientId: null,
      address: '',
      proxies: [],
      userAgent: null,
      patients: new Map([[role, [ANY_PATIENT]]]),
      ownPatient: isPatient ? ANY_PATIENT : null,
      claims: new Map(),
      purposes: null,
      project: null,
      smart: null,
      certificate: null,
    },
  };
  return context;
}

/** Nothing that is cached depends on the id. */
const ANY_PATIENT = '0';

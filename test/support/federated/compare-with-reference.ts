import { parse, type GraphQLSchema } from 'graphql';
import { isFaultCode, FAULTS } from '../../../gateway/platform/faults.ts';
import type { AuditRecord } from '../../../gateway/audit/record/record.ts';
import type { InProcessGraph } from '../in-process-graph.ts';
import { failureFaults } from './failure-faults.ts';
import { hiddenLookups } from './hidden-lookups.ts';
import { graphData, type GraphData } from './graph-data.ts';
import { releasedLines } from './released-lines.ts';
import { randomFailures } from './random-failures.ts';
import { deniedFetches } from './denied-fetches.ts';
import type { RandomOperation } from './random-operation.ts';
import { referenceAnswer, type Reference, type ReferenceAnswer } from './reference.ts';
import type { RandomCaller } from './random-caller.ts';
import type { ReferenceCaller } from './reference-reach.ts';
import type { Failing } from './subgraph-schemas.ts';
import { requestOfCaller } from './request-of-caller.ts';
import { unexplained } from './unexplained.ts';

/** One request to one graph, with its data and failures. */
export interface Trial {
  readonly operation: RandomOperation;
  readonly caller: RandomCaller;
  readonly dataSeed: number;
  /** The seed of the resolvers that fail; null if none fails. */
  readonly failureSeed: number | null;
}

/** What the subgraphs, the relationship source and the decision point for policies answer during one trial. */
export interface Served {
  readonly data: GraphData;
  readonly relate: ReferenceCaller['relate'];
  readonly decided: readonly string[];
  readonly fails: Failing;
}

/** A loaded graph with its reference and the schemas of its subgraphs. */
export interface ComparedGraph {
  readonly graph: InProcessGraph;
  /** The same graph without joined fetches, and with a cache of operations that keeps nothing. */
  readonly plain: InProcessGraph;
  readonly reference: Reference;
  readonly schemas: ReadonlyMap<string, GraphQLSchema>;
  readonly serve: (served: Served) => void;
}

/** The result of a trial. */
export interface TrialResult {
  /** Each difference from the reference, in one line; empty if both agree. */
  readonly faults: readonly string[];
  readonly expected: ReferenceAnswer;
  readonly records: readonly AuditRecord[];
  /** Requests to subgraphs that joining fetches has saved. */
  readonly saved: number;
}

/**
 * Sends an operation through the pipeline and compares response, fetches and records with the reference, and response
 * and records with those of the plain graph.
 */
export async function compareWithReference(
  { graph, plain, reference, schemas, serve }: ComparedGraph,
  { operation, caller, dataSeed, failureSeed }: Trial,
): Promise<TrialResult> {
  const data = graphData(reference.model, dataSeed);
  const { relate, decided } = caller;
  serve({ data, relate, decided, fails: randomFailures(failureSeed) });
  const document = parse(operation.query);
  const expected = referenceAnswer(reference, {
    document,
    variables: operation.variables,
    data,
    caller,
  });
  const response = await run(graph, operation, caller);
  const different =
    failureSeed === null
      ? faultsWithoutFailures({ expected, response, graph, reference })
      : failureFaults({
          expected,
          response,
          records: graph.records,
          lookups: hiddenLookups(reference, document, caller),
        });
  const plainResponse = await run(plain, operation, caller);
  const faults = [
    ...different,
    ...errorFaults(response, failureSeed !== null || isUnconfirmed(expected)),
    ...deniedFetches(reference, graph.received, { caller, schemas }),
    ...plainFaults([response, graph.records], [plainResponse, plain.records]),
  ];
  const saved = plain.received.length - graph.received.length;
  return { faults, expected, records: [...graph.records], saved };
}

/** The differences between the response and records of the graph and those of the plain graph. */
function plainFaults(...both: readonly (readonly [Response, readonly AuditRecord[]])[]): string[] {
  const [optimized, plain] = both.map((one) => JSON.stringify(one));
  return optimized === plain ? [] : [`optimized: ${optimized}\n  plain: ${plain}`];
}

interface Answered {
  readonly expected: ReferenceAnswer;
  readonly response: Response;
  readonly graph: InProcessGraph;
  readonly reference: Reference;
}

/** The differences if no subgraph fails: then response and records must equal the reference. */
function faultsWithoutFailures({ expected, response, graph, reference }: Answered): string[] {
  const { result, isSent } = expected;
  return [
    ...graph.received.flatMap(({ subgraph, query, errors }) =>
      errors.map((error) => `${subgraph} answered ${query} with: ${error}`),
    ),
    ...dataFaults(response, expected),
    ...(result
      ? unexplained(result, response, reference.reportsUnreached ? expected.absent : [])
      : refusalFaults(graph, { response, isSent })),
    ...recordFaults(graph.records, expected),
  ];
}

type Response = Awaited<ReturnType<InProcessGraph['run']>>;

async function run(
  graph: InProcessGraph,
  { query, variables }: RandomOperation,
  caller: RandomCaller,
): Promise<Response> {
  const { authorization } = graph.parts.current().graph;
  graph.received.length = 0;
  graph.records.length = 0;
  return graph.run({
    query,
    variables: structuredClone(variables),
    ...requestOfCaller(caller, authorization),
  });
}

function dataFaults(response: Response, { result }: ReferenceAnswer): string[] {
  const expected = JSON.stringify(result?.data ?? null);
  const actual = JSON.stringify(response.data ?? null);
  return expected === actual ? [] : [`data: ${actual}\n  reference: ${expected}`];
}

/** Whether a subgraph answered about another patient than the arguments name. */
function isUnconfirmed({ result }: ReferenceAnswer): boolean {
  return result?.errors?.some(({ extensions }) => extensions['isFailure'] === true) === true;
}

/** Errors other than the gateway's own coded errors: with another code, text or field. */
function errorFaults({ errors }: Response, mayFail: boolean): string[] {
  const codes = [
    'UNAUTHORIZED_FIELD_OR_TYPE',
    'NULL_NOT_ALLOWED',
    ...(mayFail ? ['SUBGRAPH_FAILED'] : []),
  ];
  return (errors ?? []).flatMap((error) => {
    const { message, path, locations, extensions, ...more } = error.toJSON();
    const { code, count, ...others } = extensions ?? {};
    const isCoded =
      isFaultCode(code) &&
      message === FAULTS[code].message &&
      locations === undefined &&
      Object.keys({ ...more, ...others }).length === 0;
    const isExpected = codes.includes(String(code))
      ? path !== undefined
      : code === 'FURTHER_ERRORS' && typeof count === 'number';
    return isCoded && isExpected ? [] : [`error: ${JSON.stringify(error)}`];
  });
}

/**
 * Differences if the operation is refused as a whole: it must have an error, and unless the reference had to ask the
 * subgraphs (`isSent`), nothing may be sent to them.
 */
function refusalFaults(
  { received }: InProcessGraph,
  { response: { errors }, isSent }: { readonly response: Response; readonly isSent: boolean },
): string[] {
  return [
    ...(received.length > 0 && !isSent ? ['refused, but sent'] : []),
    ...((errors ?? []).length === 0 ? ['refused without an error'] : []),
  ];
}

function recordFaults(
  records: readonly AuditRecord[],
  { result, released }: ReferenceAnswer,
): string[] {
  const allowed = new Set(released.map(({ line }) => line));
  const certain = new Set(released.flatMap(({ line, isCertain }) => (isCertain ? [line] : [])));
  const actual = new Set(records.flatMap(releasedLines));
  const kinds = records.map(({ kind, outcome }) => `${kind} ${outcome}`).join();
  return [
    ...[...certain].filter((line) => !actual.has(line)).map((line) => `not on record: ${line}`),
    ...[...actual].filter((line) => !allowed.has(line)).map((line) => `on record too: ${line}`),
    ...(kindsOf(records, result).test(kinds) ? [] : [`records: ${kinds}`]),
  ];
}

/** A pattern for the kinds and outcomes of the records that a request must leave. */
function kindsOf(records: readonly AuditRecord[], result: ReferenceAnswer['result']): RegExp {
  if (result === null) return /^denial deny$/;
  const isDenied = result.errors?.some(({ extensions }) => extensions['isReported'] === true);
  const outcome = isDenied === true ? 'partial' : '(permit|partial)';
  const isMutation = records.some(({ operation }) => operation?.kind === 'mutation');
  if (isMutation) return new RegExp(`^intent pending,outcome ${outcome}$`);
  const hasReleased = records.some(({ accesses }) => accesses.length > 0);
  if (hasReleased) return new RegExp(`^access ${outcome}$`);
  if (isDenied === true) return /^denial deny$/;
  // PHI in arguments and named patients are recorded too, even if nothing is released.
  const isLookup = records.some((record) => record.arguments.length + record.patients.length > 0);
  return isLookup ? /^(denial deny|access permit)$/ : /^(denial deny)?$/;
}

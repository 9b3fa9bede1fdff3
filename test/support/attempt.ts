import { TypeInfo, validate, visit, visitWithTypeInfo, parse, type DocumentNode } from 'graphql';
import { InputError } from '../../directives/operation/inputs.ts';
import { SelectionError } from '../../directives/operation/select.ts';
import type { AuditRecord } from '../../gateway/audit/record/record.ts';
import { GatewayError } from '../../gateway/platform/errors.ts';
import { FAULTS, isFaultCode } from '../../gateway/platform/faults.ts';
import type { RequestContext } from '../../gateway/platform/request-context.ts';
import type { Caller } from '../../gateway/platform/caller.ts';
import type { InProcessGraph } from './in-process-graph.ts';

/** The result of a request, as sorted lines that tests compare. */
export interface Attempt {
  /** The code of an operation that was refused as a whole; null if there is a response. */
  readonly refused: string | null;
  readonly data: unknown;
  /** `CODE at.path` of each error. */
  readonly errors: readonly string[];
  /** `subgraph Type.field` of every field requested from subgraphs, sorted, unique, without `__typename`. */
  readonly asked: readonly string[];
  /** `Type.field view patient record` of every released PHI field that was recorded, sorted. */
  readonly released: readonly string[];
  /** `coordinate reason count` of every recorded denial. */
  readonly denied: readonly string[];
  readonly records: readonly AuditRecord[];
  /** Query texts and variables that the subgraphs received. */
  readonly sent: readonly {
    readonly subgraph: string;
    readonly query: string;
    readonly variables: Readonly<Record<string, unknown>>;
  }[];
}

/** A request of a test. */
export interface AttemptedRequest {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string | null;
  readonly caller: Caller;
  readonly context?: Partial<RequestContext>;
}

/**
 * Sends a valid operation through the pipeline and returns the response, the requests to subgraphs and the records.
 * Throws if an error of the response holds anything other than a code, its text and a path.
 */
export async function attempt(graph: InProcessGraph, request: AttemptedRequest): Promise<Attempt> {
  const [invalid] = validate(graph.parts.current().graph.schema, parse(request.query));
  if (invalid) throw invalid;
  graph.received.length = 0;
  graph.records.length = 0;
  const { refused, response } = await run(graph, request);
  return {
    refused,
    data: plain(response.data),
    errors: (response.errors ?? []).map(errorLine),
    asked: [...new Set(graph.received.flatMap((each) => asked(graph, each)))].toSorted(),
    released: graph.records.flatMap(releasedLines).toSorted(),
    denied: graph.records.flatMap((record) =>
      record.denied.map(({ coordinate, reason, count }) => `${coordinate} ${reason} ${count}`),
    ),
    records: [...graph.records],
    sent: graph.received.map(({ subgraph, query, variables }) => ({ subgraph, query, variables })),
  };
}

/** The expected result of a refused request: one error, no subgraph request and no data. */
export function refusedWith(code: string): object {
  return { refused: code, data: null, errors: [], asked: [], sent: [] };
}

type Response = Awaited<ReturnType<InProcessGraph['run']>>;

async function run(
  graph: InProcessGraph,
  request: AttemptedRequest,
): Promise<{ readonly refused: string | null; readonly response: Response }> {
  try {
    return { refused: null, response: await graph.run(request) };
  } catch (error) {
    if (error instanceof GatewayError) return { refused: error.code, response: {} };
    if (error instanceof InputError) return { refused: 'BAD_USER_INPUT', response: {} };
    if (error instanceof SelectionError) return { refused: error.reason, response: {} };
    throw error;
  }
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}

type ResponseError = NonNullable<Response['errors']>[number];

function errorLine(error: ResponseError): string {
  const { message, path, locations, extensions, ...others } = error.toJSON();
  const { code, count, executed, http, ...more } = extensions ?? {};
  if (!isFaultCode(code)) throw new Error(`an error without a code of the gateway: ${message}`);
  if (message !== FAULTS[code].message)
    throw new Error(`a text that is not of the code: ${message}`);
  if (locations !== undefined || Object.keys({ ...others, ...more }).length > 0)
    throw new Error(`an error with further fields: ${JSON.stringify(error)}`);
  return [
    code,
    ...(path ? [path.join('.')] : []),
    ...(count === undefined ? [] : [`${JSON.stringify(count)} more`]),
    ...(executed === undefined ? [] : ['executed']),
    ...(http === undefined ? [] : [JSON.stringify(http)]),
  ].join(' ');
}

function releasedLines({ accesses }: AuditRecord): string[] {
  return accesses.flatMap(({ type, fields, objects }) =>
    fields.flatMap(({ name, view }) =>
      objects.map(([patient, record]) => `${type}.${name} ${view} ${patient} ${record}`),
    ),
  );
}

function asked(
  graph: InProcessGraph,
  { subgraph, document }: { readonly subgraph: string; readonly document: DocumentNode },
): string[] {
  const found: string[] = [];
  const info = new TypeInfo(graph.parts.current().graph.schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field: ({ name }) => {
        const parent = info.getParentType();
        if (parent && !name.value.startsWith('_'))
          found.push(`${subgraph} ${parent.name}.${name.value}`);
      },
    }),
  );
  return found;
}

import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { deserialize } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { Graph } from '../../../directives/marks/graph.ts';
import type { Problem } from '../../../directives/marks/problem.ts';
import { collectMarks, type GraphMarks } from '../../../directives/policy/compile-policy.ts';
import type { DateFormat } from '../../../directives/policy/date-format.ts';
import type { Policy } from '../../../directives/policy/policy.ts';
import type { ClientSchemaText } from '../../../schema/client-schema-text.ts';
import type { SubgraphSource } from '../../../schema/compose.ts';
import type { GraphCache } from './graph-cache.ts';

/** What is composed: the schemas of subgraphs, or a composed supergraph that is compared with them. */
export interface ComposeRequest {
  /** The text of the supergraph; null composes one. */
  readonly supergraph: string | null;
  /** Null serves the supergraph without comparing it. */
  readonly subgraphs: readonly SubgraphSource[] | null;
  /** The date scalars that the operator declares, as entries of a map: the request is hashed as JSON. */
  readonly dateScalars: readonly (readonly [string, DateFormat])[];
}

/** The message of the thread. */
export type ComposeResult =
  | { readonly ok: false; readonly problems: readonly Problem[] }
  | ({ readonly ok: true } & SerializedGraph);

interface SerializedGraph extends GraphTexts {
  readonly marks: Uint8Array;
}

interface GraphTexts {
  readonly supergraphSdl: string;
  /** The policy that the gateway enforces. */
  readonly policy: Policy;
  /** The schema for clients. */
  readonly clientSchema: ClientSchemaText;
}

/** A composed graph. */
export interface ComposedGraph extends GraphTexts {
  /**
   * Reads the marks with their positions in the subgraphs' own schemas. They take several times the memory of everything
   * else here, so only what shows or checks them reads them.
   */
  readonly readMarks: () => GraphMarks;
  /** Writes the graph to a cache, unless it was read from one. */
  readonly cacheIn: (cache: GraphCache) => void;
}

/** The thread's module, with the extension of this module: `.js` when built, `.ts` from source. */
const MODULE = new URL(`./compose-worker${extname(import.meta.url)}`, import.meta.url);

/**
 * Composes a graph in a thread of its own, which ends then: composition takes several hundred megabytes for a graph of a
 * thousand types, and a thread returns its memory. Equal requests are composed once per process, and not at all if the cache
 * has the result.
 */
export async function composeInThread(
  request: ComposeRequest,
  cache: GraphCache | null = null,
): Promise<
  | ({ readonly ok: true } & ComposedGraph)
  | { readonly ok: false; readonly problems: readonly Problem[] }
> {
  const hash = createHash('sha256').update(JSON.stringify(request)).digest('base64');
  const cached = readCached(cache, hash);
  const composing = composed.get(hash) ?? (cached ? Promise.resolve(cached) : runThread(request));
  composed.delete(hash);
  composed.set(hash, composing);
  for (const oldest of composed.keys()) if (composed.size > MAX_COMPOSED) composed.delete(oldest);
  const forget = () => {
    if (composed.get(hash) === composing) composed.delete(hash);
  };
  const result = await composing.catch((error: unknown) => {
    forget();
    throw error;
  });
  if (!result.ok) {
    forget();
    return result;
  }
  const { ok, marks, ...graph } = result;
  const readMarks = () => {
    // oxlint-disable-next-line typescript/no-unsafe-assignment -- what the thread has serialized
    const read: Graph = deserialize(marks);
    return collectMarks(read);
  };
  const cacheIn = (file: GraphCache) => {
    const serialized: SerializedGraph = { ...graph, marks };
    if (cached === null) file.write(hash, serialized);
  };
  return { ok, ...graph, readMarks, cacheIn };
}

/** Null without a cache, and where it does not have the graph. */
function readCached(cache: GraphCache | null, hash: string): ComposeResult | null {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- authenticated, and written by composeInThread
  const read = cache?.read(hash) as SerializedGraph | null | undefined;
  return read ? { ok: true, ...read } : null;
}

/** The results of the last requests, by the SHA-256 of the request. */
const composed = new Map<string, Promise<ComposeResult>>();

/** A gateway composes one graph. */
const MAX_COMPOSED = 4;

function runThread(request: ComposeRequest): Promise<ComposeResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(MODULE);
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => {
      reject(new TypeError('the composing thread has ended'));
    });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
    worker.postMessage(request);
  });
}

import { serialize } from 'node:v8';
import { parentPort } from 'node:worker_threads';
import { compose } from '../../../schema/compose.ts';
import { graphFromSupergraph } from '../../../schema/graph-from-supergraph.ts';
import type { ComposeRequest, ComposeResult } from './compose-thread.ts';

/** The entry point of the thread that composes one graph. */
function run({ supergraph, subgraphs, dateScalars }: ComposeRequest): ComposeResult {
  const declared = new Map(dateScalars);
  const composed =
    supergraph === null
      ? compose(subgraphs ?? [], declared)
      : graphFromSupergraph(supergraph, subgraphs ?? 'trusted', declared);
  if (!composed.ok) return composed;
  const { supergraphSdl, policy, clientSchema, marks } = composed;
  return { ok: true, supergraphSdl, policy, clientSchema, marks: serialize(marks.graph) };
}

parentPort?.once('message', (request: ComposeRequest) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
  parentPort?.postMessage(run(request));
});

import { parentPort, type MessagePort } from 'node:worker_threads';
import { readVerifier, type NoteVerifier } from '../tree/signed-note.ts';
import { inspectBatch } from './inspect-batch.ts';
import { unpackBatches } from './inspect-messages.ts';

/** The parsed keys. Each message names all keys, and a ledger has few. */
const known = new Map<string, NoteVerifier | null>();

function read(key: string): NoteVerifier | null {
  const verifier = known.get(key) ?? readVerifier(key);
  known.set(key, verifier);
  return verifier;
}

/** Answers each message with batches by their inspections. */
function run(port: MessagePort): void {
  port.on('message', (message: unknown) => {
    const { keys, parts } = unpackBatches(message);
    const verifiers = keys.flatMap((key) => read(key) ?? []);
    port.postMessage(parts.map((part) => inspectBatch(part, verifiers)));
  });
}

if (parentPort !== null) run(parentPort);

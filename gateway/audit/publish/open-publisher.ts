import { StartError } from '../../errors.ts';
import type { LedgerLog } from '../open-ledger.ts';
import type { LedgerLocation } from '../store/ledger-location.ts';
import { openReader } from '../store/open-reader.ts';
import { createSink, type SinkAddress } from './checkpoint-sink.ts';
import { createPublisher, type Publisher } from './create-publisher.ts';
import { createWitnessClient, type WitnessAddress } from './create-witness-client.ts';

/** Where checkpoints go, and what is waited for. */
export interface PublishOptions {
  readonly everyMs: number;
  /** An answer that takes longer is none. */
  readonly timeoutMs: number;
  readonly sinks: readonly SinkAddress[];
  readonly witnesses: readonly WitnessAddress[];
  /** Witnesses that must have cosigned a checkpoint for it to count as witnessed. */
  readonly require: number;
  /** Whether nothing is released before its record is witnessed. */
  readonly strict: boolean;
}

/** Starts to publish the checkpoints of a ledger. Throws a `StartError` for a key that is none of a witness. */
export function openPublisher(
  location: LedgerLocation,
  options: PublishOptions,
  log: LedgerLog,
): Publisher {
  const { timeoutMs } = options;
  const witnesses = options.witnesses.map((address) => {
    const client = createWitnessClient(address, timeoutMs);
    if (client !== null) return client;
    throw new StartError([`${address.key} is no key of a witness: name+id+key, as it prints it.`]);
  });
  const sinks = options.sinks.map((address) => createSink(address, timeoutMs));
  const open = () => openReader(location);
  return createPublisher({ ...options, open, witnesses, sinks, log });
}

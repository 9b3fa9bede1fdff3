import type { LedgerLog } from '../../platform/ledger-log.ts';
import type { LedgerLocation } from '../store/ledger-location.ts';
import { openReader } from '../store/open-reader.ts';
import { notAWitness } from './request-cosignatures.ts';
import { createSink } from './checkpoint-sink.ts';
import { createPublisher, type Publisher } from './create-publisher.ts';
import { createWitnessClient } from './create-witness-client.ts';
import type { PublishOptions } from './publish-config.ts';

/**
 * Starts to publish the checkpoints of a ledger. `now` is the real time, UTC ms. Throws a `StartError` for a malformed
 * witness key.
 */
export function openPublisher(
  location: LedgerLocation,
  options: PublishOptions,
  { log, now }: { readonly log: LedgerLog; readonly now: () => number },
): Publisher {
  const { timeoutMs, freshSeconds } = options;
  const witnesses = options.witnesses.map((address) => {
    const client = createWitnessClient(address, { timeoutMs, freshSeconds, now });
    if (client !== null) return client;
    throw notAWitness(address);
  });
  const sinks = options.sinks.map((address) => createSink(address, timeoutMs));
  const open = () => openReader(location);
  return createPublisher({ ...options, open, witnesses, sinks, log });
}

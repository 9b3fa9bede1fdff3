import type { LedgerLog } from '../../platform/ledger-log.ts';
import type { Arrivals } from '../../platform/metrics/ledger-health.ts';
import { proveKeys, type KeyFollower } from '../chain/follow-keys.ts';
import type { LedgerReader } from '../store/ledger-reader.ts';
import type { CheckpointSink, SinkFault } from './checkpoint-sink.ts';
import { repeatTask } from '../../platform/repeat-task.ts';
import type { LatestCheckpoint, WitnessClient, WitnessFault } from './create-witness-client.ts';

/** Tells others how long the ledger is, so that nobody can make it shorter or another unseen. */
export interface Publisher {
  /** Resolves once enough witnesses have cosigned the ledger at this size or a larger one. */
  witnessed(size: number): Promise<void>;
  /** Leaves in the largest tree that enough witnesses have cosigned; null without witnesses. */
  witnessedSize(): number | null;
  /** Whether the last attempt at each destination succeeded, by its place in the configuration. */
  arrivals(): Arrivals;
  /** Lets go of the ledger, so that its writer can leave it as somebody who copies it wants it. */
  pause(): Promise<void>;
  /** Publishes how the ledger ends, and closes everything. */
  close(): Promise<void>;
}

/** What a publisher works with; all of it is the publisher's to close. */
export interface PublisherParts {
  readonly open: () => Promise<LedgerReader>;
  readonly witnesses: readonly WitnessClient[];
  readonly require: number;
  readonly sinks: readonly CheckpointSink[];
  readonly everyMs: number;
  readonly log: LedgerLog;
}

/**
 * Publishes the ledger's latest checkpoint, if a key of the ledger has signed it: to each witness, and with their
 * cosignatures to each sink, none of them waiting for another. It reads what is committed, so a checkpoint leaves only after its commit is known.
 * Whoever doesn't answer is asked again; that they don't is logged once, and so is that they do again.
 */
export function createPublisher(parts: PublisherParts): Publisher {
  const { witnesses, sinks, everyMs } = parts;
  const faults = createFaultLog(parts.log);
  const isSigned = createSignatureCheck();
  const cosigned = witnesses.map((): Cosigned => NOTHING);
  let reader: Promise<LedgerReader> | null = null;
  let closing: Promise<void> | null = null;
  const waiting = new Set<{ readonly size: number; readonly resolve: () => void }>();

  const witnessedSize = () => {
    const sizes = cosigned.map(({ checkpoint }) => checkpoint.size);
    return sizes.toSorted((a, b) => b - a)[parts.require - 1] ?? null;
  };
  const settle = () => {
    const size = witnessedSize() ?? Infinity;
    for (const each of waiting) {
      if (each.size > size) continue;
      waiting.delete(each);
      each.resolve();
    }
  };
  const read = () => (reader ??= parts.open());
  const askWitness = async (witness: WitnessClient, index: number, latest: LatestCheckpoint) => {
    if ((cosigned[index] ?? NOTHING).checkpoint.size >= latest.size) return null;
    const answer = await witness.submit(await read(), latest);
    if (!answer.ok) return answer.fault;
    cosigned[index] = answer;
    settle();
    for (const { runner } of filling) runner.runNow();
    return null;
  };
  const noteOf = (latest: LatestCheckpoint) => {
    const same = cosigned.filter(({ checkpoint }) => checkpoint.note === latest.note);
    return latest.note + same.map(({ line }) => line).join('');
  };
  /** Does something with the latest checkpoint, and notes whether that failed. */
  const withLatest = (
    destination: Destination,
    use: (latest: LatestCheckpoint) => Promise<Fault | null>,
  ) => {
    const task = async () => {
      try {
        const open = await read();
        const latest = await open.latest();
        if (latest === null) return;
        const fault = (await isSigned(open, latest)) ? await use(latest) : 'CHECKPOINT_UNSIGNED';
        faults.note(destination, fault);
      } catch {
        await letGo();
        faults.note(destination, 'LEDGER_UNREADABLE');
      }
    };
    return { task, runner: repeatTask(task, everyMs) };
  };

  const filling = sinks.map((sink, index) => {
    let kept = '';
    return withLatest({ sink: index }, async (latest) => {
      const note = noteOf(latest);
      if (kept === note) return null;
      const fault = await sink.publish(note);
      if (fault === null) kept = note;
      return fault;
    });
  });
  const asking = witnesses.map((witness, index) =>
    withLatest({ witness: index }, (latest) => askWitness(witness, index, latest)),
  );
  return {
    witnessedSize,
    arrivals: () => ({
      witnesses: witnesses.map((_, index) => faults.isArriving({ witness: index })),
      sinks: sinks.map((_, index) => faults.isArriving({ sink: index })),
    }),
    witnessed: (size) =>
      new Promise((resolve) => {
        waiting.add({ size, resolve });
        settle();
        if (waiting.size > 0) for (const { runner } of asking) runner.runNow();
      }),
    pause,
    close: () => (closing ??= close()),
  };

  async function pause(): Promise<void> {
    await Promise.all([...asking, ...filling].map(({ runner }) => runner.stop()));
    await letGo();
  }

  /** The next reading opens the ledger anew. */
  async function letGo(): Promise<void> {
    const open = reader;
    reader = null;
    await open?.then((each) => each.close()).catch(() => undefined);
  }

  async function close(): Promise<void> {
    await pause();
    await Promise.all(asking.map(({ task }) => task()));
    await Promise.all(filling.map(({ task }) => task()));
    await pause();
    await Promise.all([...witnesses, ...sinks].map((each) => each.close()));
  }
}

/** Judges checkpoints by the keys that the ledger proves, which are read again where those known don't fit. */
function createSignatureCheck() {
  let keys: KeyFollower | null = null;
  return async (reader: LedgerReader, { size, note }: LatestCheckpoint): Promise<boolean> => {
    const last = { first: size - 1, note };
    if (keys?.isSigned(last) === true) return true;
    keys = proveKeys(await reader.keyBatches(0));
    return keys.isSigned(last);
  };
}

/** What a witness has cosigned last. */
interface Cosigned {
  readonly checkpoint: LatestCheckpoint;
  readonly line: string;
}

const NOTHING: Cosigned = { checkpoint: { size: 0, note: '' }, line: '' };

type Fault = WitnessFault | SinkFault | 'LEDGER_UNREADABLE' | 'CHECKPOINT_UNSIGNED';

/** Where a checkpoint was to go, by its place in the configuration. */
interface Destination {
  readonly witness?: number;
  readonly sink?: number;
}

const keyOf = ({ witness, sink }: Destination) => JSON.stringify([witness, sink]);

/** Says that somebody fails when they begin to, and when they have stopped. */
function createFaultLog(log: LedgerLog) {
  const known = new Map<string, Fault>();
  const arriving = new Set<string>();
  return {
    isArriving: (destination: Destination) => arriving.has(keyOf(destination)),
    note(destination: Destination, fault: Fault | null) {
      const { witness, sink } = destination;
      const key = keyOf(destination);
      if (fault === null) arriving.add(key);
      else arriving.delete(key);
      const before = known.get(key) ?? null;
      if (fault === before) return;
      if (fault === null) known.delete(key);
      else known.set(key, fault);
      const facts = { index: witness ?? sink, reason: fault ?? before };
      if (fault === 'CHECKPOINT_UNSIGNED')
        log.error(facts, 'The audit ledger ends with a checkpoint that no key of it has signed.');
      else if (fault === 'WITNESS_DISAGREES' || fault === 'SINK_DISAGREES')
        log.error(facts, 'Somebody remembers another audit ledger than this one.');
      else if (fault === 'SINK_TAKEN')
        log.error(
          facts,
          'A sink holds a checkpoint of another ledger, or of this one before it was resumed. Move it away and keep it.',
        );
      else if (fault === null) log.info(facts, 'Checkpoints of the audit ledger arrive again.');
      else log.warn(facts, 'A checkpoint of the audit ledger did not arrive.');
    },
  };
}

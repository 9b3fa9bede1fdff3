import type { LedgerLog } from '../../platform/ledger-log.ts';
import type { Arrivals } from '../../platform/metrics/ledger-health.ts';
import { proveKeys, type KeyFollower } from '../chain/follow-keys.ts';
import type { LedgerReader } from '../store/ledger-reader.ts';
import type { CheckpointSink, SinkFault } from './checkpoint-sink.ts';
import { repeatTask } from '../../platform/repeat-task.ts';
import type { LatestCheckpoint, WitnessClient, WitnessFault } from './create-witness-client.ts';

/** Publishes checkpoints to witnesses and sinks, so that a rollback or a fork of the ledger can be detected. */
export interface Publisher {
  /** Resolves when enough witnesses have cosigned the ledger at this size or a larger one. */
  witnessed(size: number): Promise<void>;
  /** Leaves in the largest tree that enough witnesses have cosigned; null without witnesses. */
  witnessedSize(): number | null;
  /** Whether the last attempt at each destination succeeded, in the order of the configuration. */
  arrivals(): Arrivals;
  /** Closes the ledger's reader, so that its writer can checkpoint the write-ahead log when it closes. */
  pause(): Promise<void>;
  /** Publishes the last checkpoint and closes everything. */
  close(): Promise<void>;
}

/** What a publisher works with. The publisher closes all of it. */
export interface PublisherDependencies {
  readonly open: () => Promise<LedgerReader>;
  readonly witnesses: readonly WitnessClient[];
  /** How many witnesses must cosign a checkpoint for it to count as witnessed. */
  readonly require: number;
  readonly sinks: readonly CheckpointSink[];
  readonly everyMs: number;
  readonly log: LedgerLog;
}

/**
 * Publishes the latest checkpoint of the ledger, if a key of the ledger signed it: to each witness, and with the cosignatures
 * to each sink, independently of each other. It reads committed batches only, so a checkpoint leaves the process only after
 * its commit. A failed destination is retried; the first failure and the recovery are logged.
 */
export function createPublisher(dependencies: PublisherDependencies): Publisher {
  const { witnesses, sinks, everyMs } = dependencies;
  const faults = createFaultLog(dependencies.log);
  const isSigned = createSignatureCheck();
  const cosigned = witnesses.map((): Cosigned => NOTHING);
  let reader: Promise<LedgerReader> | null = null;
  let closing: Promise<void> | null = null;
  /** Callers of `witnessed`. */
  const waiting = new Set<{ readonly size: number; readonly resolve: () => void }>();

  const witnessedSize = () => {
    const sizes = cosigned.map(({ checkpoint }) => checkpoint.size);
    return sizes.toSorted((a, b) => b - a)[dependencies.require - 1] ?? null;
  };
  /** Resolves the callers whose size is witnessed; all of them without witnesses. */
  const settle = () => {
    const size = witnessedSize() ?? Infinity;
    for (const each of waiting) {
      if (each.size > size) continue;
      waiting.delete(each);
      each.resolve();
    }
  };
  const openOnce = () => (reader ??= dependencies.open());
  const requestCosignature = async (
    witness: WitnessClient,
    index: number,
    latest: LatestCheckpoint,
  ) => {
    if ((cosigned[index] ?? NOTHING).checkpoint.size >= latest.size) return null;
    const answer = await witness.submit(await openOnce(), latest);
    if (!answer.ok) return answer.fault;
    cosigned[index] = answer;
    settle();
    // Sinks get the checkpoint again, with the new cosignature.
    for (const { runner } of sinkTasks) runner.runNow();
    return null;
  };
  /** The checkpoint with the cosignatures that it has so far. */
  const noteOf = (latest: LatestCheckpoint) => {
    const same = cosigned.filter(({ checkpoint }) => checkpoint.note === latest.note);
    return latest.note + same.map(({ line }) => line).join('');
  };
  /** Repeats a task that calls `use` with the latest checkpoint, and logs the fault that it returns. */
  const withLatest = (
    destination: Destination,
    use: (latest: LatestCheckpoint) => Promise<Fault | null>,
  ) => {
    const task = async () => {
      try {
        const opened = await openOnce();
        const latest = await opened.latest();
        if (latest === null) return;
        const fault = (await isSigned(opened, latest)) ? await use(latest) : 'CHECKPOINT_UNSIGNED';
        faults.note(destination, fault);
      } catch {
        await closeReader();
        faults.note(destination, 'LEDGER_UNREADABLE');
      }
    };
    return { task, runner: repeatTask(task, everyMs) };
  };

  const sinkTasks = sinks.map((sink, index) => {
    /** The note that the sink holds. */
    let kept = '';
    return withLatest({ sink: index }, async (latest) => {
      const note = noteOf(latest);
      if (kept === note) return null;
      const fault = await sink.publish(note);
      if (fault === null) kept = note;
      return fault;
    });
  });
  const witnessTasks = witnesses.map((witness, index) =>
    withLatest({ witness: index }, (latest) => requestCosignature(witness, index, latest)),
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
        if (waiting.size > 0) for (const { runner } of witnessTasks) runner.runNow();
      }),
    pause,
    close: () => (closing ??= close()),
  };

  async function pause(): Promise<void> {
    await Promise.all([...witnessTasks, ...sinkTasks].map(({ runner }) => runner.stop()));
    await closeReader();
  }

  /** The next read opens the ledger again. */
  async function closeReader(): Promise<void> {
    const open = reader;
    reader = null;
    await open?.then((each) => each.close()).catch(() => undefined);
  }

  async function close(): Promise<void> {
    await pause();
    await Promise.all(witnessTasks.map(({ task }) => task()));
    await Promise.all(sinkTasks.map(({ task }) => task()));
    await pause();
    await Promise.all([...witnesses, ...sinks].map((each) => each.close()));
  }
}

/** Checks checkpoints by the keys that the ledger proves. The keys are read again if none of them fits. */
function createSignatureCheck() {
  let keys: KeyFollower | null = null;
  return async (reader: LedgerReader, { size, note }: LatestCheckpoint): Promise<boolean> => {
    const last = { first: size - 1, note };
    if (keys?.isSigned(last) === true) return true;
    keys = proveKeys(await reader.keyBatches(0));
    return keys.isSigned(last);
  };
}

/** The last cosignature of a witness. */
interface Cosigned {
  readonly checkpoint: LatestCheckpoint;
  readonly line: string;
}

const NOTHING: Cosigned = { checkpoint: { size: 0, note: '' }, line: '' };

type Fault = WitnessFault | SinkFault | 'LEDGER_UNREADABLE' | 'CHECKPOINT_UNSIGNED';

/** A witness or sink, by its index in the configuration. */
interface Destination {
  readonly witness?: number;
  readonly sink?: number;
}

const keyOf = ({ witness, sink }: Destination) => JSON.stringify([witness, sink]);

/** Logs the first failure of a destination, and its recovery. */
function createFaultLog(log: LedgerLog) {
  /** The fault of each destination that is failing. */
  const known = new Map<string, Fault>();
  /** Destinations whose last attempt succeeded. */
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
        log.error(
          facts,
          'The audit ledger ends with a checkpoint that no key of the ledger has signed.',
        );
      else if (fault === 'WITNESS_DISAGREES' || fault === 'SINK_DISAGREES')
        log.error(facts, 'A witness or sink holds a checkpoint of a different audit ledger.');
      else if (fault === 'SINK_TAKEN')
        log.error(
          facts,
          'A sink holds a checkpoint of another ledger or from before a resume, move it away and keep it.',
        );
      else if (fault === null) log.info(facts, 'Checkpoints of the audit ledger arrive again.');
      else log.warn(facts, 'A checkpoint of the audit ledger did not arrive.');
    },
  };
}

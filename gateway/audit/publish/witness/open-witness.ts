import { StartError } from '../../../platform/errors.ts';
import { createSigningKey, readSigningKey } from '../../store/files/signing-key.ts';
import { createCosigner } from '../../tree/cosignature.ts';
import { isNoteName } from '../../tlog/parse-note.ts';
import { readVerifier, type NoteVerifier } from '../../tree/signed-note.ts';
import { openCheckpointFolder } from './checkpoint-folder.ts';
import { createWitness } from './create-witness.ts';
import { serveWitness, type RunningWitness, type WitnessListenAddress } from './serve-witness.ts';

/** The identity, state and logs of a witness. */
export interface WitnessOptions extends WitnessListenAddress {
  /** Name of the witness, such as a host and path without a scheme. */
  readonly name: string;
  /** File with its Ed25519 key, created on first use. */
  readonly keyPath: string;
  /** Folder with the checkpoints that it has cosigned. */
  readonly state: string;
  /** Keys of logs as `name+key id+key`; keys with the same name belong to one log. */
  readonly logs: readonly string[];
  /** UTC ms since 1970. */
  readonly now: () => number;
}

/** A running witness, and the key that verifies its cosignatures. */
export interface OpenWitness extends RunningWitness {
  /** `name+key id+key`. */
  readonly publicKey: string;
}

/** Starts a witness. Throws a `StartError` with every problem of its options. */
export async function openWitness(options: WitnessOptions): Promise<OpenWitness> {
  const logs = readLogs(options);
  const key = readSigningKey(options.keyPath) ?? createSigningKey(options.keyPath);
  const signer = createCosigner(options.name, key);
  const seen = openCheckpointFolder(options.state);
  try {
    const witness = createWitness({ signer, logs, seen, now: options.now });
    const { url, close } = await serveWitness(witness, options);
    return {
      url,
      publicKey: signer.verifier.vkey,
      close: async () => {
        await close();
        seen.close();
      },
    };
  } catch (error) {
    seen.close();
    throw error;
  }
}

function readLogs({ name, logs }: WitnessOptions): ReadonlyMap<string, readonly NoteVerifier[]> {
  const read = logs.map((vkey) => ({ vkey, verifier: readVerifier(vkey) }));
  const problems = [
    ...(isNoteName(name)
      ? []
      : [`${JSON.stringify(name)} cannot name a witness: no white space, no plus sign.`]),
    ...(logs.length === 0
      ? ['Name at least one log, with its public key: --log NAME+ID+KEY.']
      : []),
    ...read.flatMap(({ vkey, verifier }) =>
      verifier === null
        ? [`${JSON.stringify(vkey)} is not the public key of a log: NAME+ID+KEY.`]
        : [],
    ),
  ];
  if (problems.length > 0) throw new StartError(problems);
  const byOrigin = new Map<string, NoteVerifier[]>();
  for (const { verifier } of read)
    if (verifier !== null)
      byOrigin.set(verifier.name, [...(byOrigin.get(verifier.name) ?? []), verifier]);
  return byOrigin;
}

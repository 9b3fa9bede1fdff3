import { hash } from 'node:crypto';
import { SettingsError, StartError } from '../../platform/errors.ts';
import type { DependencyStates } from '../../platform/dependency-states.ts';
import type { Log } from '../../platform/log.ts';
import {
  NO_VALIDATORS,
  readChanged,
  readFileOrUrl,
  type Validators,
} from '../../platform/net/read-file-or-url.ts';
import { repeatTask } from '../../platform/repeat-task.ts';
import type { DocumentsConfig } from './documents-config.ts';
import { parseManifest, type TrustedDocument } from './parse-manifest.ts';

/** The documents of all manifests. */
export interface TrustedDocuments {
  /** Returns the document with an id of its manifest, or with a SHA-256; null if no manifest has it. */
  readonly find: (id: string) => TrustedDocument | null;
  /** Whether each manifest was read at least once. */
  readonly isComplete: () => boolean;
  /** Every document, once. */
  readonly list: () => readonly TrustedDocument[];
  /** Reads the manifests again until closed. `onChange` is called after each change. */
  readonly follow: (onChange: () => void) => void;
  readonly close: () => Promise<void>;
}

/** What was last read of a manifest. */
interface Manifest {
  readonly location: DocumentsConfig['manifests'][number];
  readonly index: number;
  readonly validators: Validators;
  /** SHA-256 of its text; null until it was read. */
  readonly digest: string | null;
  readonly documents: readonly TrustedDocument[];
}

/** Ten thousand ordinary documents. */
const MAX_BYTES = 32 * 1024 * 1024;

const TIMEOUT_MS = 5_000;

/**
 * Checks a manifest before the start. A URL that cannot be read does not prevent it.
 *
 * @throws StartError where a file cannot be read, or a manifest that was read is not valid
 */
export async function assertManifest(
  location: DocumentsConfig['manifests'][number],
): Promise<void> {
  let text: string;
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    text = await readFileOrUrl(location, { maxBytes: MAX_BYTES, signal });
  } catch (cause) {
    if (location.kind === 'url') return;
    throw new StartError([UNREADABLE], { cause });
  }
  parseManifest(text);
}

const UNREADABLE = 'cannot be read. Fix the path';

/**
 * Reads the manifests. A manifest that later cannot be read, or has become invalid, counts as it was last read. A URL that
 * cannot be read does not prevent the start: until it was read, the documents are not complete.
 *
 * @throws SettingsError where a file cannot be read, or a manifest that was read is not valid
 */
export async function openTrustedDocuments(
  config: Pick<DocumentsConfig, 'manifests' | 'everySeconds'>,
  { note, log }: { readonly note: DependencyStates['note']; readonly log: Log },
): Promise<TrustedDocuments> {
  const closing = new AbortController();
  let manifests = config.manifests.map((location, index): Manifest => ({
    location,
    index,
    validators: NO_VALIDATORS,
    digest: null,
    documents: [],
  }));
  let byId = indexDocuments(manifests);

  /** Returns whether the manifest has changed. */
  const read = async (index: number): Promise<boolean> => {
    const known = manifests[index];
    if (known === undefined) return false;
    const found = await readChanged(known.location, {
      maxBytes: MAX_BYTES,
      since: known.validators,
      signal: AbortSignal.any([closing.signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    if (found === null) return false;
    const digest = hash('sha256', found.text, 'hex');
    const isChanged = digest !== known.digest;
    const documents = isChanged ? parseManifest(found.text) : known.documents;
    const { validators } = found;
    const changed = manifests.with(index, { ...known, validators, digest, documents });
    if (isChanged) byId = indexDocuments(changed);
    manifests = changed;
    const facts = { index, count: documents.length, hash: digest };
    if (isChanged && documents.length === 0) log.warn('a manifest has no documents', facts);
    else if (isChanged) log.info('a manifest of documents is read', facts);
    return isChanged;
  };
  const noteFailure = (index: number, error: unknown) => {
    if (closing.signal.aborted) return;
    const code = error instanceof StartError ? 'MANIFEST_INVALID' : 'MANIFEST_UNAVAILABLE';
    note({ kind: 'manifest', index, name: String(index) }, { code });
  };
  const noteSuccess = (index: number) =>
    note({ kind: 'manifest', index, name: String(index) }, null);

  const problems = await Promise.all(
    manifests.map(async ({ location, index }) => {
      try {
        await read(index);
        noteSuccess(index);
        return [];
      } catch (error) {
        const path = `documents.manifests[${index}]`;
        if (error instanceof StartError) return error.problems.map((text) => ({ path, text }));
        if (location.kind === 'file') return [{ path, text: UNREADABLE }];
        noteFailure(index, error);
        return [];
      }
    }),
  );
  if (problems.flat().length > 0) throw new SettingsError(problems.flat());

  let tasks: readonly ReturnType<typeof repeatTask>[] = [];
  return {
    find: (id) => byId.get(id) ?? null,
    isComplete: () => manifests.every(({ digest }) => digest !== null),
    list: () => [...new Map([...byId.values()].map((each) => [each.sha256, each])).values()],
    follow: (onChange) => {
      tasks = manifests.map(({ index }) =>
        repeatTask(
          async () => {
            try {
              const isChanged = await read(index);
              noteSuccess(index);
              if (isChanged) onChange();
            } catch (error) {
              noteFailure(index, error);
            }
          },
          config.everySeconds * 1_000,
          config.everySeconds * 1_000,
        ),
      );
    },
    close: async () => {
      closing.abort();
      await Promise.all(tasks.map((task) => task.stop()));
    },
  };
}

/**
 * Indexes documents by their ids and by the SHA-256 of their texts.
 *
 * @throws StartError where two manifests have one id for different texts
 */
function indexDocuments(
  manifests: readonly Pick<Manifest, 'documents'>[],
): ReadonlyMap<string, TrustedDocument> {
  const byId = new Map<string, TrustedDocument>();
  for (const document of manifests.flatMap(({ documents }) => documents))
    for (const id of [document.id, document.sha256]) {
      const known = byId.get(id);
      if (known !== undefined && known.sha256 !== document.sha256)
        throw new StartError(['has an id of another manifest for another document']);
      byId.set(id, document);
    }
  return byId;
}

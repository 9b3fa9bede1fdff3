import { createHash, createHmac, hkdfSync, timingSafeEqual, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { version } from 'graphql';
import { packageFile } from '../../../schema/package-file.ts';
import { replaceFile } from '../../audit/store/files/replace-file.ts';
import { StartError } from '../../platform/errors.ts';

/**
 * A file with the last composed graph. Its policy decides who sees what, so the file is authenticated: an HMAC covers the
 * graph, its sources and the program that composed it.
 */
export interface GraphCache {
  /**
   * Returns what {@link write} was called with for the same sources. Null if there is no file, it is of other sources, another
   * program or another key, or it was changed.
   */
  readonly read: (sources: string) => unknown;
  /** Replaces the file. */
  readonly write: (sources: string, graph: unknown) => void;
}

/**
 * Creates the cache in a file. Its key is derived from the ledger's signing key (HKDF, RFC 5869). Both functions throw a
 * StartError if the file can't be read or written.
 */
export function createGraphCache(file: string, signingKey: KeyObject): GraphCache {
  const secret = signingKey.export({ format: 'der', type: 'pkcs8' });
  const key = new Uint8Array(hkdfSync('sha256', secret, '', PURPOSE, MAC_BYTES));
  const program = programDigest();
  const macOf = (sources: string, graph: Uint8Array) =>
    createHmac('sha256', key)
      .update(JSON.stringify([sources, program]))
      .update(graph)
      .digest();
  return {
    read: (sources) => {
      if (program === null || !existsSync(file)) return null;
      const content = orStartError(file, () => readFileSync(file));
      const mac = content.subarray(0, MAC_BYTES);
      const graph = content.subarray(MAC_BYTES);
      if (mac.length < MAC_BYTES || !timingSafeEqual(mac, macOf(sources, graph))) return null;
      return deserialize(graph) as unknown;
    },
    write: (sources, value) => {
      if (program === null) return;
      const graph = serialize(value);
      const content = Buffer.concat([macOf(sources, graph), graph]);
      orStartError(file, () => replaceFile(file, content));
    },
  };
}

const PURPOSE = 'phi-gateway composed graph';
const MAC_BYTES = 32;

/** What `serialize` of Node.js writes first, before the version of its format. */
const SERIALIZED = 0xff;

/**
 * Whether a composed graph may replace a file: it is missing, empty, or holds a composed graph of any key. Any other file,
 * such as the ledger's key, was named by mistake.
 */
export function isReplaceable(file: string): boolean {
  const content = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  return content.length === 0 || content[MAC_BYTES] === SERIALIZED;
}

/**
 * A digest of what decides how a graph is composed: the bundle of the composing thread, which names its other files by
 * their digests, graphql and Node.js. Null where the program runs from its sources: then nothing is cached.
 */
function programDigest(): string | null {
  const bundle = packageFile('dist/bundled/compose-worker.js');
  if (extname(import.meta.url) === '.ts' || !existsSync(bundle)) return null;
  return createHash('sha256')
    .update(JSON.stringify([version, process.version]))
    .update(readFileSync(bundle))
    .digest('base64');
}

function orStartError<Result>(file: string, use: () => Result): Result {
  try {
    return use();
  } catch (cause) {
    const line = `The composed graph ${file} cannot be read or written. Fix the path or its permissions.`;
    throw new StartError([line], { cause });
  }
}

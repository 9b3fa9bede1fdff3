import { isPrivateUrl } from '../../platform/is-loopback.ts';
import { StartError } from '../../platform/errors.ts';
import { getText } from '../../platform/net/http-client.ts';
import { readText } from '../read-text.ts';

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 65_536;
const OK = 200;

/**
 * Reads remembered checkpoints from files or URLs. Throws a `StartError` if one is missing, and for a plain HTTP URL of another
 * machine.
 */
export function readAnchors(filesOrUrls: readonly string[]): Promise<readonly string[]> {
  return Promise.all(filesOrUrls.map((each) => readAnchor(each)));
}

/** Reads one remembered checkpoint. Throws a `StartError` like `readAnchors`. */
export async function readAnchor(fileOrUrl: string): Promise<string> {
  if (!/^https?:\/\//i.test(fileOrUrl)) return readText(fileOrUrl);
  if (!isPrivateUrl(fileOrUrl)) {
    throw new StartError([
      `--anchor ${printUrl(fileOrUrl)} must be https, or http on this machine: plain HTTP can be intercepted.`,
    ]);
  }
  const answer = await getText({
    url: fileOrUrl,
    timeoutMs: TIMEOUT_MS,
    maxResponseBytes: MAX_BYTES,
  });
  if (answer?.status === OK) return String(answer.body);
  const how = answer === null ? 'no answer' : `status ${answer.status}`;
  throw new StartError([`--anchor ${printUrl(fileOrUrl)} gives no checkpoint: ${how}.`]);
}

/** The URL without parts that may hold a password or a token. */
function printUrl(text: string): string {
  if (!URL.canParse(text)) return '(malformed)';
  const { origin, pathname } = new URL(text);
  return origin + pathname;
}

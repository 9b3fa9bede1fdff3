import { isPrivateUrl } from '../../platform/is-loopback.ts';
import { StartError } from '../../platform/errors.ts';
import { getText } from '../../platform/http-client.ts';
import { readText } from '../read-text.ts';

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 65_536;
const OK = 200;

/**
 * A remembered checkpoint from a file, or from whoever serves it. Throws a `StartError` where there is none,
 * and for a URL that anybody on the way could answer.
 */
export async function readAnchor(fileOrUrl: string): Promise<string> {
  if (!/^https?:\/\//i.test(fileOrUrl)) return readText(fileOrUrl);
  if (!isPrivateUrl(fileOrUrl)) {
    throw new StartError([
      `--anchor ${printUrl(fileOrUrl)} must be https, or http on this machine: anybody on the way could answer.`,
    ]);
  }
  const answer = await getText({
    url: fileOrUrl,
    timeoutMs: TIMEOUT_MS,
    maxResponseBytes: MAX_BYTES,
  });
  if (answer?.status === OK) return answer.text;
  const how = answer === null ? 'no answer' : `status ${answer.status}`;
  throw new StartError([`--anchor ${printUrl(fileOrUrl)} gives no checkpoint: ${how}.`]);
}

/** Without what may be a password or a token. */
function printUrl(text: string): string {
  if (!URL.canParse(text)) return 'as it stands';
  const { origin, pathname } = new URL(text);
  return origin + pathname;
}

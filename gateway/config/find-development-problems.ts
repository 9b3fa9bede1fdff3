import { isLoopback } from '../platform/is-loopback.ts';
import type { SettingProblem } from '../platform/errors.ts';
import { entriesOf } from './read-sections.ts';

/**
 * Finds the settings that development mode refuses: those that would let other machines reach the gateway, since it gives
 * callers any role and shows them errors of subgraphs; and several workers. Reads the tree as it was written, so that other
 * problems of `server` hide none of these.
 */
export function* findDevelopmentProblems(tree: unknown): Generator<SettingProblem> {
  const { development, server } = entriesOf(tree);
  // A value from the environment is a text.
  if (String(development) !== 'true') return;
  const { host, workers, trustedProxies, publicUrl, cors } = entriesOf(server);
  if (typeof host === 'string' && !isLoopback(host))
    yield { path: 'server.host', text: `must be a loopback address${WHY}` };
  if (workers !== undefined && workers !== 1 && workers !== '1')
    yield { path: 'server.workers', text: 'must be 1 with development: true. Remove one of them' };
  if (Array.isArray(trustedProxies) && trustedProxies.length > 0)
    yield { path: 'server.trustedProxies', text: `must be empty${WHY}` };
  if (typeof publicUrl === 'string' && !isOnLoopback(publicUrl))
    yield { path: 'server.publicUrl', text: `must be a URL of this machine${WHY}` };
  const { origins } = entriesOf(cors);
  if (Array.isArray(origins) && !origins.every(isOnLoopback))
    yield { path: 'server.cors.origins', text: `must be origins of this machine${WHY}` };
}

const WHY =
  ': with development: true, only this machine is served. Change it, or remove development';

function isOnLoopback(url: unknown): boolean {
  return typeof url === 'string' && URL.canParse(url) && isLoopback(new URL(url).hostname);
}

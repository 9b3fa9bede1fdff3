import type { JoinGraph } from '../../schema/join-graphs.ts';
import type { SettingProblem } from '../platform/errors.ts';
import {
  findSubgraphSettings,
  type SubgraphSections,
} from '../platform/subgraph/subgraph-settings.ts';

/**
 * Finds `http2` of subgraphs whose URL is not https: HTTP/2 is negotiated in the TLS handshake (ALPN), so they would get
 * HTTP/1.1.
 */
export function* findHttp2Problems(
  sections: SubgraphSections,
  subgraphs: readonly JoinGraph[],
): Generator<SettingProblem> {
  const namesByPath = new Map<string, string[]>();
  for (const { name, url } of subgraphs) {
    const { settings, pathOf } = findSubgraphSettings(sections, name);
    if (!settings.http2 || !/^http:/i.test(url)) continue;
    const path = pathOf('http2');
    namesByPath.set(path, [...(namesByPath.get(path) ?? []), name]);
  }
  for (const [path, names] of namesByPath) {
    const text = `needs an https:// URL, unlike that of ${names.join(', ')}. Fix the URL, or set http2: false there`;
    yield { path, text };
  }
}

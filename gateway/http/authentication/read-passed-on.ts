import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../../platform/errors.ts';
import { NOTHING_PASSED_ON, type PassedOn } from '../../platform/request-context.ts';
import { isFieldValue } from '../../platform/subgraph/header-config.ts';
import {
  findSubgraphSettings,
  type SubgraphSections,
  type SubgraphSettings,
} from '../../platform/subgraph/subgraph-settings.ts';

/** Reads what an authenticated request passes on to subgraphs. */
export type ReadPassedOn = (
  request: Pick<IncomingMessage, 'headersDistinct' | 'httpVersionMajor'>,
  isSampled: boolean,
) => PassedOn;

/**
 * Creates the reader of the headers that some subgraph gets from clients (`forwardHeaders`), and of the access token if it
 * is exchanged for some subgraph. The reader throws a GatewayError `BAD_REQUEST` for such a header that is sent twice,
 * whose values subgraphs could read in different ways, or that is not visible ASCII.
 */
export function createReadPassedOn(sections: SubgraphSections): ReadPassedOn {
  const forwarded = forwardedHeaders(sections);
  const isExchanged = settingsOfAll(sections).some(
    ({ credentials }) => credentials?.kind === 'token-exchange',
  );
  if (forwarded.size === 0 && !isExchanged)
    return (_request, isSampled) => (isSampled ? NOTHING_BUT_SAMPLED : NOTHING_PASSED_ON);
  return ({ headersDistinct, httpVersionMajor }, isSampled) => {
    const headers = new Map<string, string>();
    for (const name of forwarded) {
      const lines = headersDistinct[name] ?? [];
      const isSplit = name === 'cookie' && httpVersionMajor === 2;
      const [value, ...others] = isSplit ? joinCookies(lines) : lines;
      if (value === undefined) continue;
      if (others.length > 0) throw refused(`Send the header ${name} once.`);
      if (!isFieldValue(value)) throw refused(`Send the header ${name} in visible ASCII.`);
      headers.set(name, value);
    }
    const token = isExchanged ? tokenIn(headersDistinct['authorization']?.[0]) : null;
    return { headers, accessToken: () => token, isSampled };
  };
}

const NOTHING_BUT_SAMPLED: PassedOn = Object.freeze({ ...NOTHING_PASSED_ON, isSampled: true });

/** The headers that some subgraph gets from clients. */
export function forwardedHeaders(sections: SubgraphSections): ReadonlySet<string> {
  return new Set(settingsOfAll(sections).flatMap(({ forwardHeaders }) => forwardHeaders));
}

/** The settings of each configured subgraph, and those of subgraphs that only a supergraph names. */
function settingsOfAll(sections: SubgraphSections): readonly SubgraphSettings[] {
  const names = ['', ...(sections.graph?.subgraphs.map(({ name }) => name) ?? [])];
  return names.map((name) => findSubgraphSettings(sections, name).settings);
}

/** HTTP/2 may send each cookie in a line of its own: https://www.rfc-editor.org/rfc/rfc9113#section-8.2.3 */
function joinCookies(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [lines.join('; ')];
}

/** The token after the scheme. It was verified before. */
function tokenIn(authorization: string | undefined): string | null {
  return /^\S+ +(\S+)$/.exec(authorization ?? '')?.[1] ?? null;
}

function refused(problem: string): GatewayError {
  return new GatewayError('BAD_REQUEST', { problems: [problem] });
}

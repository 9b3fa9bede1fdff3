import { SettingsError, type SettingProblem } from '../errors.ts';
import { readClientTls } from './client-tls.ts';
import { openHeaders } from './configured-headers.ts';
import { openCredentials } from './open-credentials.ts';
import {
  findSubgraphSettings,
  type FoundSettings,
  type SubgraphSections,
} from './subgraph-settings.ts';

/**
 * Checks the settings of all subgraphs: that their files can be used, and that no two settings are for the same header.
 * Requests nothing.
 *
 * @throws SettingsError with every problem
 */
export function assertSubgraphSettings(sections: SubgraphSections): true {
  const names = sections.graph?.subgraphs.map(({ name }) => name) ?? [];
  const problems = new Map<string, SettingProblem>();
  // No subgraph has an empty name, so the last has the settings for subgraphs of a supergraph that are not listed.
  for (const name of [...names, '']) {
    for (const problem of problemsOf(findSubgraphSettings(sections, name)))
      problems.set(`${problem.path} ${problem.text}`, problem);
  }
  if (problems.size > 0) throw new SettingsError([...problems.values()]);
  return true;
}

function problemsOf({ settings, pathOf }: FoundSettings): readonly SettingProblem[] {
  const { headers, forwardHeaders, credentials, tls } = settings;
  const path = pathOf('forwardHeaders');
  const twice = forwardHeaders
    .filter((name) => headers.has(name))
    .map((name) => ({ path, text: `${name} is also in headers. Keep one.` }));
  const isTaken = credentials !== null && forwardHeaders.includes('authorization');
  const text = 'authorization is also set by credentials. Keep one.';
  return [
    ...twice,
    ...(isTaken ? [{ path, text }] : []),
    ...problemsIn(() => openHeaders(headers, pathOf('headers'), UNUSED)),
    ...problemsIn(() => {
      const options = { ...UNUSED, path: pathOf('credentials'), timeoutMs: 0 };
      if (credentials !== null) openCredentials(credentials, options);
    }),
    ...problemsIn(() => {
      if (tls !== null) readClientTls(tls, pathOf('tls'));
    }),
  ];
}

/** What is opened is only read once. */
const UNUSED = { now: () => 0, onUnusable: () => undefined };

function problemsIn(open: () => unknown): readonly SettingProblem[] {
  try {
    open();
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.settings;
    throw error;
  }
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { printTable } from '../print-table.ts';
import type { Target } from './targets.ts';

/** The rows of the table. */
const MAX_ROWS = 25;

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Stops a target and prints where its threads spent their time: by file of this project, by package, by V8's own work. */
export async function printProfile(
  { name, process: child }: Target,
  folder: string,
): Promise<void> {
  child.kill('SIGTERM');
  if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
  const spent = new Map<string, number>();
  for (const file of readdirSync(folder)) {
    const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile;
    const places = new Map(profile.nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
    for (const [index, id] of profile.samples.entries()) {
      const place = places.get(id) ?? '';
      if (place !== '(idle)')
        spent.set(place, (spent.get(place) ?? 0) + (profile.timeDeltas[index] ?? 0));
    }
  }
  const total = [...spent.values()].reduce((sum, one) => sum + one, 0);
  const rows = [...spent].toSorted(([, a], [, b]) => b - a).slice(0, MAX_ROWS);
  process.stdout.write(`\n${name}: ${(total / 1e6).toFixed(1)} s of all its threads\n`);
  printTable(
    ['where', '%'],
    rows.map(([place, time]) => [place, ((100 * time) / total).toFixed(1)]),
  );
}

function placeOf({ functionName, url }: CpuProfile['nodes'][number]['callFrame']): string {
  if (url === '') return functionName;
  const [, library] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
  if (library !== undefined) return library;
  return url.replace(/^.*\/dist\//, '');
}

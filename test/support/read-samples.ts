/** Metrics in Prometheus's text format. */
export interface Samples {
  readonly text: string;
  /** Names with labels, such as `up{index="0"}`. */
  readonly names: readonly string[];
  /** The value of a name with labels; null if it is missing. */
  readonly of: (name: string) => number | null;
}

/** Fetches metrics. https://prometheus.io/docs/instrumenting/exposition_formats/ */
export async function readSamples(url: string): Promise<Samples> {
  const text = await (await fetch(url)).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const samples = new Map(
    lines.map((line): [string, number] => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
  return { text, names: [...samples.keys()], of: (name) => samples.get(name) ?? null };
}

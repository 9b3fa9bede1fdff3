/** Milliseconds of processor time that this process spends until a promise settles, whatever else runs beside it. */
export async function cpuTime<Value>(
  work: () => Promise<Value>,
): Promise<{ readonly value: Value; readonly cpuMs: number }> {
  const before = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  return { value, cpuMs: (user + system) / 1000 };
}

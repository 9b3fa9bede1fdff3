/** CPU time in ms that this process uses until a promise settles. Other processes don't count. */
export async function cpuTime<Value>(
  work: () => Promise<Value>,
): Promise<{ readonly value: Value; readonly cpuMs: number }> {
  const before = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  return { value, cpuMs: (user + system) / 1000 };
}

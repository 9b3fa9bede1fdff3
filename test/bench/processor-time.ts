import { readFileSync } from 'node:fs';

/**
 * Seconds of processor time that this process's first thread has spent; 0 where the system doesn't tell.
 * https://docs.kernel.org/scheduler/sched-stats.html
 */
export function threadSeconds(): number {
  const [spent = '0'] = read(`/proc/self/task/${process.pid}/schedstat`).split(' ');
  return Number(spent) / 1e9;
}

/** The same of all threads of another process. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
export function processSeconds(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  // The name before it may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 1).split(' ');
  return (Number(fields[12] ?? 0) + Number(fields[13] ?? 0)) / TICKS_PER_SECOND;
}

/** Ids of the processes that a process has started. https://man7.org/linux/man-pages/man5/proc_pid_task.5.html */
export function childrenOf(pid: number): readonly number[] {
  return read(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number);
}

const TICKS_PER_SECOND = 100;

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

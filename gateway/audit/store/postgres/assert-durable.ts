import { StartError } from '../../../platform/errors.ts';
import type { LockedHead } from './parse-head.ts';

/**
 * Throws if the settings of the transaction would not make its commit durable. The session has set synchronous_commit to
 * `on`, so another value was set after that by the login or a pooler.
 */
export function assertDurable({ synchronousCommit, fsync, fullPageWrites }: LockedHead): void {
  const problems = [
    ...(synchronousCommit === 'on' ? [] : [`synchronous_commit is ${synchronousCommit}, not on`]),
    ...(fsync === 'on' ? [] : [`fsync is ${fsync}, not on`]),
    ...(fullPageWrites === 'on' ? [] : [`full_page_writes is ${fullPageWrites}, not on`]),
  ];
  if (problems.length === 0) return;
  throw new StartError([`The audit ledger would not be durable: ${problems.join(', ')}.`]);
}

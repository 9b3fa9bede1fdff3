import { runPhiGateway } from './run-phi-gateway.ts';

/** The result of a command. */
export interface CommandResult {
  /** Exit code; null when a signal ended it. */
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs `phi-gateway audit` in a folder and waits for its end. */
export async function runAudit(
  args: readonly string[],
  { cwd, environment }: { cwd?: string; environment?: Readonly<Record<string, string>> } = {},
): Promise<CommandResult> {
  const { code, out, err } = await runPhiGateway(
    ['audit', ...args],
    cwd ?? process.cwd(),
    environment,
  );
  return { status: code, output: out, errors: err };
}

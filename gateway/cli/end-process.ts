/**
 * Ends the process once its output is written, for commands that load an operator's module with custom rules: its timers and
 * connections would keep the process running. `process.exit` alone loses what a pipe has not taken yet.
 */
export async function endProcess(): Promise<never> {
  // An error means that the reader, such as `head`, has closed the pipe.
  await new Promise((resolve) => process.stdout.once('error', resolve).write('', resolve));
  return process.exit();
}

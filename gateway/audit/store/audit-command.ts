/**
 * The text of a command on a ledger, for messages with a remedy. `command` is what follows
 * `phi-gateway audit`, without `--db`; `where` is a location as `printLocation` prints it, so without a password.
 */
export function auditCommand(command: string, where: string): string {
  return `phi-gateway audit ${command} --db ${shellWord(where)}`;
}

/** A text as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

const PREFIX = '_phi_';

/** A response key of our own. Clients and schemas may use none with this prefix. */
export function privateKey(suffix: string): string {
  return PREFIX + suffix;
}

/** Whether a name starts with the private prefix. */
export function isPrivateKey(name: string): boolean {
  return name.startsWith(PREFIX);
}

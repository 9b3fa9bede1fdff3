const PREFIX = '_phi_';

/** A response key of the gateway. Clients and schemas may not use names with this prefix. */
export function privateKey(suffix: string): string {
  return PREFIX + suffix;
}

/** Whether a name starts with the private prefix. */
export function isPrivateKey(name: string): boolean {
  return name.startsWith(PREFIX);
}

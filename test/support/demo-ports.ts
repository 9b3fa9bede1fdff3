import { freePorts, isFree } from './free-port.ts';

/** Free ports for a demo: the gateway's, the identity provider's, and five in a row for the subgraphs. */
export function freeDemoPorts(): Promise<number[]> {
  return freePorts(7);
}

/** The arguments with which a demo uses these ports. */
export function demoPortArguments(ports: readonly number[]): string[] {
  return [`--port=${ports[0]}`, `--identity-port=${ports[1]}`, `--subgraph-port=${ports[2]}`];
}

/** Whether a server listens on a port. */
export async function isListening(port: number): Promise<boolean> {
  return !(await isFree(port));
}

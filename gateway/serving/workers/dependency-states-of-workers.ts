import type {
  DependencyStates,
  Dependency,
  DependencyFailure,
} from '../../platform/dependency-states.ts';

/** The outcome of the last call to each dependency, at this process and at all workers. */
export interface DependencyStatesOfWorkers extends Pick<DependencyStates, 'list'> {
  readonly note: (
    worker: number,
    dependency: Dependency,
    failure: DependencyFailure | null,
  ) => void;
  /** Notes the circuit of a subgraph at one worker. Returns whether it is open at any. */
  readonly noteCircuit: (worker: number, subgraph: string, isOpen: boolean) => boolean;
  /** Forgets a worker that has ended. */
  readonly forget: (worker: number) => void;
}

/** Merges the outcomes of calls: a dependency fails if it fails at one process. */
export function createDependencyStatesOfWorkers(
  own: Pick<DependencyStates, 'list'>,
): DependencyStatesOfWorkers {
  const noted = new Map<number, Map<string, readonly [Dependency, DependencyFailure | null]>>();
  const circuits = new Map<number, Map<string, boolean>>();
  return {
    list: () => {
      const merged = new Map<string, readonly [Dependency, DependencyFailure | null]>();
      for (const entry of [
        ...own.list(),
        ...[...noted.values()].flatMap((of) => [...of.values()]),
      ]) {
        const key = keyOf(entry[0]);
        if (merged.get(key)?.[1] == null) merged.set(key, entry);
      }
      return [...merged.values()];
    },
    note: (worker, dependency, failure) => {
      entryOf(noted, worker).set(keyOf(dependency), [dependency, failure]);
    },
    noteCircuit: (worker, subgraph, isOpen) => {
      entryOf(circuits, worker).set(subgraph, isOpen);
      return [...circuits.values()].some((of) => of.get(subgraph) === true);
    },
    forget: (worker) => {
      noted.delete(worker);
      circuits.delete(worker);
    },
  };
}

function keyOf({ kind, name }: Dependency): string {
  return `${kind} ${name}`;
}

function entryOf<Value>(maps: Map<number, Map<string, Value>>, worker: number): Map<string, Value> {
  const entry = maps.get(worker) ?? new Map<string, Value>();
  maps.set(worker, entry);
  return entry;
}

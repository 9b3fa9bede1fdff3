import type { PeopleSource } from '../people/people-source.ts';

/** What a directory asks for people: an operation of a subgraph, or a file. */
export interface DirectorySource extends Pick<PeopleSource, 'fetch' | 'close'> {
  /** Coordinate of the argument that takes the ids or the text; null for a file. */
  readonly argument: string | null;
}

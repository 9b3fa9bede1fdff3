/** Name-based UUIDs (version 5) and time-ordered ones (version 7). No other file imports the library. */
export { v5 as namedUuid, v7 as uuid } from 'uuid';

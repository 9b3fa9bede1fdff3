/** The kinds of UUIDs that the gateway uses: named ones and those in the order of time. No other file imports the library. */
export { v5 as namedUuid, v7 as uuid } from 'uuid';

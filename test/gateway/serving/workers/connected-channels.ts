import { EventEmitter } from 'node:events';
import { deserialize, serialize } from 'node:v8';
import {
  openMessageChannel,
  type MessageChannel,
} from '../../../../gateway/serving/workers/message-channel.ts';

export interface ConnectedChannels<Remote extends object> {
  /** The end that calls. */
  readonly caller: MessageChannel<Remote>;
  /** The batches of messages that it sent. */
  readonly batches: readonly (readonly unknown[])[];
  /** The errors that the caller gets as `INTERNAL_SERVER_ERROR`. */
  readonly unexpected: readonly unknown[];
  /** While false, what the caller sends is not read. */
  isRead: boolean;
  /** Reads what was sent meanwhile, and everything later. */
  readonly readAll: () => void;
}

/** Connects the two ends of a channel. What one end sends is copied, as between processes. */
export function connectChannels<Remote extends object>(
  functions: object,
): ConnectedChannels<Remote> {
  const [here, there] = [new EventEmitter(), new EventEmitter()];
  const batches: (readonly unknown[])[] = [];
  const unexpected: unknown[] = [];
  const unread: (() => void)[] = [];
  const ends = {
    caller: openMessageChannel<Remote>(
      {},
      {
        send: (messages, onSent) => {
          batches.push(messages);
          unread.push(() => {
            there.emit('message', copy(messages));
            onSent();
          });
          if (ends.isRead) ends.readAll();
        },
        on: (listen) => here.on('message', listen),
      },
      (error) => unexpected.push(error),
    ),
    batches,
    unexpected,
    isRead: true,
    readAll: () => {
      ends.isRead = true;
      for (const read of unread.splice(0)) read();
    },
  };
  openMessageChannel<object>(
    functions,
    {
      send: (messages, onSent) => {
        here.emit('message', copy(messages));
        onSent();
      },
      on: (listen) => there.on('message', listen),
    },
    (error) => unexpected.push(error),
  );
  return ends;
}

function copy(messages: readonly unknown[]): unknown {
  return deserialize(serialize(messages));
}

import { wordsOf } from '../words.ts';
import type { Subject } from './subject.ts';
import { withoutForms } from './type-name.ts';
import type { TypeShape } from './type-shape.ts';

/**
 * The subject of what persons write in software for health, to a clinician or to a program that advises them: `Message.content`,
 * `Chat.answer`. It has no other link to a patient than a sender or a room.
 */
export function messageSubject({ type, kind, leaves }: TypeShape): Subject | null {
  const isOpen = kind === null || kind === 'document';
  const words = withoutForms(wordsOf(type.name));
  const isMessage =
    MESSAGES.has(words.at(-1) ?? '') &&
    words.every((word) => MESSAGES.has(word) || OF_CHATS.has(word));
  const hasText = [...leaves.keys()].some((name) => TEXTS.has(wordsOf(name).at(-1) ?? ''));
  return isOpen && isMessage && hasText
    ? { about: 'record', because: `${type.name} is named for a message` }
    : null;
}

const MESSAGES: ReadonlySet<string> = new Set(
  wordsOf('message chat conversation mensaje mensagem nachricht messaggio bericht mesaj pesan'),
);

/** What kind of message it is, by who reads it: `DirectMessage`. */
const OF_CHATS: ReadonlySet<string> = new Set(
  wordsOf('direct private group room user member support text session history'),
);

const TEXTS: ReadonlySet<string> = new Set(
  wordsOf(
    'content body text message answer response prompt texto contenido mensaje mensagem inhalt contenu tekst inhoud testo metin isi',
  ),
);

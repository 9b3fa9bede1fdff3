/** The identity of an actor: a subject is unique only together with its issuer. */
export interface Actor {
  readonly issuer: string;
  readonly subject: string;
}

/** Reads a text that `writeActor` wrote. Any other text gives an empty actor, so that its row differs from its record. */
export function parseActor(text: string): Actor {
  const [issuer, subject] = parseList(text);
  return typeof issuer === 'string' && typeof subject === 'string' ? { issuer, subject } : INVALID;
}

const INVALID: Actor = Object.freeze({ issuer: '', subject: '' });

function parseList(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

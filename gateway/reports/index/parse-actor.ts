/** Who acts: a subject means one person or program only together with the issuer that vouches for it. */
export interface Actor {
  readonly issuer: string;
  readonly subject: string;
}

/** Reads what `writeActor` wrote. A text of another form is of no actor: the row that has it differs from its record. */
export function parseActor(text: string): Actor {
  const [issuer, subject] = parseList(text);
  return typeof issuer === 'string' && typeof subject === 'string' ? { issuer, subject } : NOBODY;
}

const NOBODY: Actor = Object.freeze({ issuer: '', subject: '' });

function parseList(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

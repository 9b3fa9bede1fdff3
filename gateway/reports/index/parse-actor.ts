/** Who acts: a subject means one person or program only together with the issuer that vouches for it. */
export interface Actor {
  readonly issuer: string;
  readonly subject: string;
}

/** Reads what `writeActor` wrote. */
export function parseActor(text: string): Actor {
  const [issuer = '', subject = ''] = JSON.parse(text) as readonly string[];
  return { issuer, subject };
}

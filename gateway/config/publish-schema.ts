import { z } from 'zod';
import { readCosigner } from '../audit/tree/cosignature.ts';
import { bearerToken, flag, pathIn, privateUrl, text, whole } from './values.ts';

/** `audit.publish`: who is told how long the ledger is, and whose word is waited for. */
export function publishSchema(folder: string) {
  const sink = z.union(
    [
      z
        .strictObject({ file: pathIn(folder, 'a checkpoint') })
        .transform(({ file }) => ({ kind: 'file' as const, path: file })),
      z
        .strictObject({
          url: privateUrl('who keeps checkpoints'),
          token: bearerToken().nullable().default(null),
        })
        .transform((value) => ({ kind: 'http' as const, ...value })),
    ],
    { error: 'must be { file: PATH } or { url: URL }' },
  );
  const witness = z.strictObject({
    url: privateUrl('a witness'),
    key: text("a witness's key").refine((key) => readCosigner(key) !== null, {
      error: 'must be the key that the witness prints: name+id+key',
    }),
  });
  return z
    .strictObject({
      everyMs: whole(50, 3_600_000).default(1_000),
      timeoutMs: whole(10, 60_000).default(2_000),
      freshSeconds: whole(1, 86_400).default(300),
      sinks: z.array(sink, { error: 'must be a list' }).default([]),
      witnesses: z.array(witness, { error: 'must be a list' }).default([]),
      require: whole(1, 100).optional(),
      strict: flag().default(false),
    })
    .transform(({ require, ...rest }, context) => {
      const refuse = (key: string, message: string) => {
        context.addIssue({ code: 'custom', path: [key], message });
      };
      const count = rest.witnesses.length;
      if (rest.sinks.length + count === 0)
        refuse('sinks', 'is empty, and so is witnesses. Name one, or remove publish');
      if (rest.strict && count === 0) refuse('strict', 'needs witnesses to wait for');
      if (require !== undefined && require > count)
        refuse('require', `is more than the ${count} witnesses there are`);
      if (new Set(rest.witnesses.map(({ key }) => key)).size < count)
        refuse('witnesses', 'names a key twice: it would count as two witnesses');
      return { ...rest, require: require ?? count };
    })
    .nullable()
    .default(null);
}

import { z } from 'zod';
import { readCosigner } from '../tree/cosignature.ts';
import {
  bearerToken,
  flag,
  pathIn,
  privateUrl,
  text,
  whole,
  type Settings,
} from '../../platform/setting-types.ts';

export type PublishOptions = NonNullable<Settings<typeof publishSchema>>;

/** `audit.publish`: where checkpoints are published, and which witnesses must cosign them. */
export function publishSchema(folder: string) {
  const sink = z.union(
    [
      z
        .strictObject({
          file: pathIn(folder, 'a checkpoint').describe('File that holds the latest checkpoint.'),
        })
        .transform(({ file }) => ({ kind: 'file' as const, path: file })),
      z
        .strictObject({
          url: privateUrl('a store of checkpoints').describe('URL that checkpoints are posted to.'),
          token: bearerToken()
            .nullable()
            .default(null)
            .describe('Bearer token for it. Null sends none.'),
        })
        .transform((value) => ({ kind: 'http' as const, ...value })),
    ],
    { error: 'must be { file: PATH } or { url: URL }' },
  );
  const witness = z.strictObject({
    url: privateUrl('a witness').describe('URL of the witness.'),
    key: text("a witness's key")
      .refine((key) => readCosigner(key) !== null, {
        error: 'must be the key that the witness prints: name+id+key',
      })
      .describe('Public key of the witness, as it prints it: `name+id+key`.'),
  });
  return z
    .strictObject({
      everyMs: whole(50, 3_600_000)
        .default(1_000)
        .describe('Milliseconds between two publications.'),
      timeoutMs: whole(10, 60_000)
        .default(2_000)
        .describe('Milliseconds that a witness or a sink may take.'),
      freshSeconds: whole(1, 86_400)
        .default(300)
        .describe(
          'Seconds for which a cosignature counts, so that an old one cannot be sent again.',
        ),
      sinks: z
        .array(sink, { error: 'must be a list' })
        .default([])
        .describe('Files (`{ file }`) and URLs (`{ url }`) that get each checkpoint.'),
      witnesses: z
        .array(witness, { error: 'must be a list' })
        .default([])
        .describe('Witnesses (https://c2sp.org/tlog-witness) that cosign checkpoints.'),
      require: whole(1, 100)
        .optional()
        .describe('Witnesses that must have cosigned. Default: all.'),
      strict: flag()
        .default(false)
        .describe('Whether a response waits until its record is witnessed.'),
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
    .default(null)
    .describe(
      'Publication of checkpoints, so that the signing key alone cannot rewrite the ledger unnoticed. Null publishes none.',
    );
}

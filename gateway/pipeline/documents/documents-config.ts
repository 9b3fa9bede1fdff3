import { z } from 'zod';
import {
  flag,
  location,
  mapOf,
  oneOf,
  whole,
  type Settings,
} from '../../platform/setting-types.ts';

export type DocumentsConfig = Settings<typeof documentsSchema>;

/**
 * Which documents a caller may send. `off`: any document. `log`: any document, and each that no manifest has is counted
 * and logged. `enforce`: documents of the manifests alone.
 */
export type DocumentMode = DocumentsConfig['mode'];

/** `documents`: the documents that the operator's own applications send, and whether callers may send others. */
export function documentsSchema(folder: string) {
  return z
    .strictObject({
      mode: documentMode()
        .default('off')
        .describe(
          '`off` serves any document, `log` also counts and logs those that no manifest has, and `enforce` refuses them before they are parsed.',
        ),
      roles: mapOf(documentMode(), 'a mapping of roles to off, log or enforce')
        .prefault({})
        .describe(
          'Role → the mode for its callers, instead of `mode`, such as `off` for a role of administrators’ tools. For a caller with several of these roles, the least strict one.',
        ),
      manifests: z
        .array(location(folder, 'a manifest of documents'), {
          error: 'must be a list of manifests',
        })
        .default([])
        .describe(
          'Files and URLs of manifests, in the format of `@apollo/generate-persisted-query-manifest` or of `relay-compiler`. Clients may send the id of a document instead of its text.',
        ),
      everySeconds: whole(1, 3_600)
        .default(30)
        .describe('Seconds after which the manifests are read again.'),
      automatic: flag()
        .default(false)
        .describe(
          'Whether callers with the mode `off` or `log` may register documents, to send only their hash later (automatic persisted queries). Each caller registers for itself.',
        ),
      planAhead: whole(0, 10_000)
        .default(500)
        .describe(
          'Documents of the manifests that are prepared and planned after the start, for each role of `authorization.reach`. 0: none.',
        ),
    })
    .refine(
      ({ mode: usual, roles, manifests }) =>
        manifests.length > 0 || [usual, ...roles.values()].every((each) => each === 'off'),
      {
        path: ['manifests'],
        error: 'must list a manifest: without one, no document passes the modes log and enforce',
      },
    )
    .prefault({})
    .describe('Trusted documents and persisted queries.');
}

function documentMode() {
  return oneOf(['off', 'log', 'enforce']);
}

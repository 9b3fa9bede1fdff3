import { z } from 'zod/mini';

const VIEWER = z.object({
  viewer: z.object({
    subject: z.string(),
    name: z.nullable(z.string()),
    roles: z.array(z.string()),
    isReviewer: z.boolean(),
    patient: z.nullable(z.string()),
  }),
});

/** Who is signed in, and what they may see here. */
export type Viewer = z.infer<typeof VIEWER>['viewer'];

export const VIEWER_QUESTION = {
  document: '{ viewer { subject name roles isReviewer patient } }',
  parse: (data: unknown): Viewer => VIEWER.parse(data).viewer,
};

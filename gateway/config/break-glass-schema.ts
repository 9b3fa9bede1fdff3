import { z } from 'zod';
import { purposeOfUse } from './purpose-schema.ts';
import { keySource, oneOf, privateUrl, text, whole } from './values.ts';

/** `breakGlass`: who may open one patient's record in an emergency, for how long, and who is told. */
export function breakGlassSchema(folder: string) {
  return z
    .strictObject({
      roles: z
        .array(text('a role'), { error: 'must be a list of roles' })
        .min(1, { error: 'must name at least one role' })
        .transform((roles) => [...new Set(roles)].toSorted()),
      minutes: whole(1, 240).default(15),
      key: keySource(folder),
      purpose: purposeOfUse().nullable().default(null),
      startsPerHour: whole(1, 1_000).default(10),
      alert: z
        .strictObject({
          url: privateUrl('who is told'),
          secret: keySource(folder).nullable().default(null),
          detail: oneOf(['reference', 'full']).default('reference'),
        })
        .nullable()
        .default(null),
    })
    .nullable()
    .default(null);
}

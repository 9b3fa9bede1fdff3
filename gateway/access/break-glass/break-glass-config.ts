import { z } from 'zod';
import { secretKey } from '../../platform/secret-key.ts';
import { oneOf, privateUrl, roleList, whole, type Settings } from '../../platform/setting-types.ts';
import { purposeOfUse } from '../purpose/purpose-config.ts';

export type BreakGlassConfig = NonNullable<Settings<typeof breakGlassSchema>>;
export type AlertConfig = NonNullable<BreakGlassConfig['alert']>;

/** `breakGlass`: emergency access to the record of one patient. */
export function breakGlassSchema(folder: string) {
  return z
    .strictObject({
      ...breakGlassRoles(),
      minutes: whole(1, 240)
        .default(15)
        .describe('Minutes that a grant lasts; it is never extended.'),
      key: secretKey(folder).describe(
        'Key that signs the grants, at least 32 bytes; the same in all replicas.',
      ),
      startsPerHour: whole(1, 1_000)
        .default(10)
        .describe('Starts per caller and hour; a further one is refused.'),
      alert: z
        .strictObject({
          url: privateUrl('the service that gets alerts').describe('URL of the webhook.'),
          secret: secretKey(folder)
            .nullable()
            .default(null)
            .describe('Key that signs the alerts, at least 32 bytes. Null sends them unsigned.'),
          detail: oneOf(['reference', 'full'])
            .default('reference')
            .describe(
              '`reference`: the grant and the caller, nothing of the patient. `full`: the patient and the reason too.',
            ),
        })
        .nullable()
        .default(null)
        .describe('Webhook that is called at each start. Null: only the log says so.'),
    })
    .nullable()
    .default(null)
    .describe('Emergency access to the record of one patient. Null disables it.');
}

/** The settings of break-glass that mention roles. */
export function breakGlassRoles() {
  return {
    roles: roleList().describe('Roles that may start it.'),
    purpose: purposeOfUse()
      .nullable()
      .default(null)
      .describe('Purpose of use of requests under a grant. Null leaves it to the request.'),
  };
}

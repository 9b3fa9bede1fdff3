import { describeRoles } from './describe-roles.ts';

describeRoles(async () => undefined);

import { GatewayError } from '../../platform/errors.ts';
import type { LimitsConfig } from './limits-config.ts';

/** The key of a limit of one operation. */
type OperationLimit = keyof Pick<
  LimitsConfig,
  | 'depth'
  | 'cost'
  | 'aliases'
  | 'directives'
  | 'tokens'
  | 'selections'
  | 'patients'
  | 'releasedFields'
>;

/**
 * The refusal of an operation that exceeds a limit: GatewayError `OPERATION_TOO_COMPLEX`. The response names the limit, but
 * neither its value nor what was counted, because together they disclose the expected lengths of lists.
 */
export function overLimit(
  limit: OperationLimit,
  options: { readonly isRecorded?: boolean; readonly cause?: unknown } = {},
): GatewayError {
  const problems = [`The operation exceeds limits.${limit}.`];
  return new GatewayError('OPERATION_TOO_COMPLEX', { problems, ...options });
}

import type { Suppression, SuppressionStep } from './suppression.ts';

/** The fields of the GraphQL type `Suppression`. */
export interface SuppressionNode extends Omit<Suppression, 'at' | 'lifted'> {
  /** ISO 8601. */
  readonly time: string;
  readonly lifted: LiftNode | null;
}

/** The fields of the GraphQL type `SuppressionLift`. */
export interface LiftNode extends Omit<SuppressionStep, 'at'> {
  readonly time: string;
}

/** Converts a suppression to the fields of `Suppression`. */
export function suppressionNode({ at, lifted, ...rest }: Suppression): SuppressionNode {
  return { ...rest, time: new Date(at).toISOString(), lifted: lifted && liftNode(lifted) };
}

function liftNode({ at, ...rest }: SuppressionStep): LiftNode {
  return { ...rest, time: new Date(at).toISOString() };
}

/** A suppression as JSON, with the fields of the GraphQL type alone. */
export function suppressionJson({
  reasonPlaceholder: _placeholder,
  lifted,
  ...shown
}: SuppressionNode): object {
  if (lifted === null) return { ...shown, lifted };
  const { reasonPlaceholder: _ofLift, ...step } = lifted;
  return { ...shown, lifted: step };
}

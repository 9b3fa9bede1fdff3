/**
 * The `result` of a decision point's response; undefined if it has none.
 * https://www.openpolicyagent.org/docs/rest-api#get-a-document-with-input
 */
export function decisionResult(text: string): unknown {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === 'object' && answer !== null && 'result' in answer
      ? answer.result
      : undefined;
  } catch {
    return undefined;
  }
}

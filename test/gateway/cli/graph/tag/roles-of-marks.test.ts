import { describe, expect, it } from '@jest/globals';
import { rolesOfMarks } from '../../../../../gateway/cli/graph/tag/roles-of-marks.ts';
import { HEAD } from '../../../../support/compose-subgraphs.ts';

describe('the roles by category that marks of a schema name', () => {
  it('are those of all marks of the category, if these agree in whatever order, and none of roles left to fill in', () => {
    const sdl = `${HEAD}type Query { p: Patient }
type Patient {
  home: String @phi(category: PHONE) @role(anyOf: ["clerk", "nurse"])
  work: String @phi(category: PHONE) @role(anyOf: ["nurse", "clerk"])
  fax: String @phi(category: PHONE) @role(anyOf: [])
  name: String @phi(category: NAME) @role(anyOf: ["nurse"])
  nickname: String @phi(category: NAME) @role(anyOf: ["clerk"])
  note: String @phi @role(anyOf: ["nurse"]) @role(anyOf: ["clerk"])
  ssn: String @phi(category: SSN)
}`;
    expect([...rolesOfMarks([{ name: 'a', sdl }])]).toEqual([['PHONE', ['clerk', 'nurse']]]);
  });
});

import { readFileSync } from 'node:fs';
import { buildSchema, GraphQLError, isScalarType, Kind, type GraphQLSchema } from 'graphql';
import { packageFile } from '../../../schema/package-file.ts';
import { parseTime } from '../catalog/parse-time.ts';
import { applyGuard } from './apply-guard.ts';
import { reportGuard } from './report-rules.ts';

/** The report API's schema. The guard of each field runs before its resolver, which is a function of the root value. */
export function createReportSchema(): GraphQLSchema {
  const sdl = readFileSync(packageFile('gateway/reports/api/admin.graphql'), 'utf8');
  const schema = buildSchema(sdl);
  const time = schema.getType('DateTime');
  if (!isScalarType(time)) throw new TypeError('the report API has no DateTime');
  time.serialize = (value) => value;
  time.parseValue = assertTime;
  time.parseLiteral = (node) => assertTime(node.kind === Kind.STRING ? node.value : null);
  return applyGuard(schema, reportGuard());
}

function assertTime(value: unknown): number {
  const time = parseTime(value);
  if (time === null) throw new GraphQLError('not a time');
  return time;
}

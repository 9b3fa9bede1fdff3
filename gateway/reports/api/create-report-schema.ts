import { readFileSync } from 'node:fs';
import { buildSchema, GraphQLError, isScalarType, Kind, type GraphQLSchema } from 'graphql';
import { packageFile } from '../../../schema/package-file.ts';
import { applyGuard } from './apply-guard.ts';
import { reportGuard } from './report-rules.ts';

/** The report API's schema, each of its fields behind its rule. Its fields are read from the root value. */
export function createReportSchema(): GraphQLSchema {
  const sdl = readFileSync(packageFile('gateway/reports/api/admin.graphql'), 'utf8');
  const schema = buildSchema(sdl);
  const time = schema.getType('DateTime');
  if (!isScalarType(time)) throw new TypeError('the report API has no DateTime');
  time.serialize = (value) => value;
  time.parseValue = parseTime;
  time.parseLiteral = (node) => parseTime(node.kind === Kind.STRING ? node.value : null);
  return applyGuard(schema, reportGuard());
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** A time as UTC ms since 1970. What it is refused for never leaves. */
export function parseTime(value: unknown): number {
  const text = typeof value === 'string' && TIME.test(value) ? value : '';
  const time = Date.parse(text);
  // Date.parse takes 30 February for 2 March.
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  const isDay = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10));
  if (Number.isNaN(time) || !isDay) throw new GraphQLError('not a time');
  return time;
}

import type { FastifyInstance, FastifyTypeProvider } from 'fastify';
import type { z } from 'zod';
import { DoppeltonError } from '../../errors/index.js';
import type { ReadOnly } from '../schemas/read-only.js';

/** Types of a route's handler from the zod schemas that the route names. */
export interface ZodTypes extends FastifyTypeProvider {
  readonly validator: this['schema'] extends z.ZodType ? z.output<this['schema']> : unknown;
  readonly serializer: this['schema'] extends z.ZodType ? ReadOnly<z.input<this['schema']>> : unknown;
}

export type ZodServer = ReturnType<typeof withZodSchemas>;

/** Has requests checked by the zod schemas of their routes: what a handler sees is what the API's document says. */
export function withZodSchemas(app: FastifyInstance) {
  app.setValidatorCompiler<z.ZodType>(({ schema, httpPart }) => (data) => {
    const result = schema.safeParse(data);
    return result.success ? { value: result.data } : { error: invalid(httpPart ?? 'request', result.error) };
  });
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  return app.withTypeProvider<ZodTypes>();
}

/** What is wrong with a part of a request, named by its first wrong place. */
export function invalid(part: string, error: z.ZodError): DoppeltonError {
  const { path, message } = error.issues[0]!;
  const place = path.length === 0 ? part : `${part}, at ${path.join('.')}`;
  return new DoppeltonError('REQUEST_INVALID', `${place}: ${message}`, error);
}

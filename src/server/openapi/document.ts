import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

declare module 'fastify' {
  interface FastifySchema {
    /** What a route takes as multipart/form-data. It is checked as it comes in, by `receiveForm`. */
    readonly form?: z.ZodObject;
  }
}

type JsonSchema = Record<string, unknown>;

interface Answer {
  readonly description: string;
  readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>>;
}

interface Operation {
  readonly responses: Readonly<Record<string, Answer>>;
}

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** Schemas that the document names, by name. */
type Components = Map<string, unknown>;

/** Collects the routes that are added from now on into an OpenAPI 3.1 document: `app.swagger()`. */
export async function collectDocument(app: FastifyInstance, version: string): Promise<void> {
  const components: Components = new Map();
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Doppelton',
        version,
        description: 'Tells whether one recording is an altered copy of another.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      tags: [
        { name: 'comparisons', description: 'Two recordings against each other.' },
        { name: 'library', description: 'Recordings that are kept, and found again.' },
        { name: 'jobs', description: 'What takes time is a job, which is asked for, watched and deleted.' },
        { name: 'operation', description: 'For whoever runs the service.' },
      ],
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: 'An API key of `doppelton keys new`.' },
        },
      },
      security: [{ key: [] }],
    },
    transform: ({ schema, url }) => ({ schema: documented(schema, components), url }),
    transformObject: (document) => {
      if (!('openapiObject' in document)) throw new TypeError('the document is not one of OpenAPI 3');
      const { openapiObject } = document;
      const schemas = Object.fromEntries([...components].sort(([a], [b]) => a.localeCompare(b)));
      return {
        ...openapiObject,
        paths: withPlainAnswers(openapiObject.paths as Paths),
        components: { ...openapiObject.components, schemas },
      } as typeof openapiObject;
    },
  });
}

/** A route's schema with its zod schemas as JSON Schema. */
function documented(schema: unknown, components: Components): JsonSchema {
  if (schema === undefined || schema === null) return { hide: true };
  const { form, querystring, params, response, ...rest } = schema as Record<string, unknown>;
  const convert = (part: unknown) => jsonSchema(part as z.ZodType, components);
  return {
    ...rest,
    ...(form !== undefined && { body: convert(form), consumes: ['multipart/form-data'] }),
    ...(querystring !== undefined && { querystring: convert(querystring) }),
    ...(params !== undefined && { params: convert(params) }),
    ...(response !== undefined && {
      response: Object.fromEntries(
        Object.entries(response as object).map(([status, part]) => [status, convert(part)]),
      ),
    }),
  };
}

/** Answers without content say so, and problems are of the type that they are sent with. */
function withPlainAnswers(paths: Paths): Paths {
  return mapValues(paths, (methods) =>
    mapValues(methods, (operation) => ({
      ...operation,
      responses: mapValues(operation.responses, plainAnswer),
    })),
  );
}

function plainAnswer({ description, content = {} }: Answer): Answer {
  const [type, { schema } = {}] = Object.entries(content)[0] ?? [];
  // What the generator says where a route says nothing.
  const told = description === 'Default Response' ? 'It is done.' : description;
  if (type === undefined || schema === undefined || !hasContent(schema)) return { description: told };
  const isProblem = schema['$ref'] === '#/components/schemas/Problem';
  return { description: told, content: { [isProblem ? 'application/problem+json' : type]: { schema } } };
}

function hasContent(schema: JsonSchema): boolean {
  return Object.keys(schema).some((key) => key !== 'description');
}

function mapValues<T, U>(object: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

/** A zod schema as JSON Schema that refers to named ones; those are put into `components`. */
function jsonSchema(schema: z.ZodType, components: Components): JsonSchema {
  const text = JSON.stringify(
    z.toJSONSchema(schema, {
      unrepresentable: 'any',
      override: ({ jsonSchema: part }) => {
        // The format says it, and says it shorter.
        if (part.format !== undefined) delete part.pattern;
        if (part.minimum === Number.MIN_SAFE_INTEGER) delete part.minimum;
        if (part.maximum === Number.MAX_SAFE_INTEGER) delete part.maximum;
      },
    }),
  );
  const { $defs, ...json } = JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema;
  delete json['$schema'];
  for (const [name, part] of Object.entries($defs ?? {})) components.set(name, part);
  return json;
}

/** What is read of a JSON Schema. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly description?: string;
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: 'path' | 'query';
    readonly required?: boolean;
    readonly description?: string;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

/** What is read of an OpenAPI document. */
export interface ClientDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** A parameter or a part of a form, as a property of a request. */
interface RequestProperty {
  readonly name: string;
  readonly place: 'path' | 'query' | 'form';
  readonly required: boolean;
  readonly schema: Schema;
  readonly description: string | undefined;
}

const HEAD = "// Written from the service's OpenAPI document by `npm run client`; do not edit.\n\n";

/**
 * The client's source, from the document of the service.
 *
 * @returns Texts of files of src/client by their names, unformatted.
 */
export function clientSource(document: ClientDocument): Readonly<Record<string, string>> {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const schemas = Object.entries(document.components.schemas);
  const functions = operations.map(({ path, method, operation }) => functionOf(path, method, operation));
  const types = schemas.map(([name, schema]) => `${comment(schema.description)}${declaration(name, schema)}`);
  const body = functions.map(({ source }) => source).join('\n');
  const used = (names: readonly string[], text: string) =>
    names.filter((name) => new RegExp(String.raw`\b${name}\b`).test(text)).sort();
  const schemaNames = schemas.map(([name]) => name);
  const senders = used(['addressOf', 'sendForBlob', 'sendForJson', 'sendForNothing', 'sendForText'], body);
  return {
    'service-types.ts': HEAD + types.join('\n'),
    'operations.ts': `${HEAD}import { ${senders.join(', ')}, type CallOptions, type Connection } from './connection.js';
import { sendForEvents } from './server-sent-events.js';
import type { ${used(schemaNames, body).join(', ')} } from './service-types.js';

${body}`,
    'index.ts': `${HEAD}export { ServiceError, type CallOptions, type Connection } from './connection.js';
export { endedJob, hasEnded, type WaitOptions } from './ended-job.js';
export { ${functions.flatMap(({ values, types: own }) => [...values, ...own.map((name) => `type ${name}`)]).join(', ')} } from './operations.js';
export type { ${schemaNames.join(', ')} } from './service-types.js';
`,
  };
}

function functionOf(path: string, method: string, operation: Operation) {
  const { operationId: name, summary, description } = operation;
  const properties = requestProperties(operation);
  const requestName = `${name[0]!.toUpperCase()}${name.slice(1)}Request`;
  const hasRequest = properties.length > 0;
  const isOptional = !properties.some(({ required }) => required);
  const request = hasRequest ? `request: ${requestName}${isOptional ? ' = {}' : ''}, ` : '';
  const { send, result } = answerOf(operation);
  const call = callOf(path, method, properties);
  const declared = hasRequest ? `${requestDeclaration(requestName, name, properties)}\n` : '';
  const told = comment([`${summary}.`, description].filter((text) => text !== undefined).join(' '));
  const source = `${declared}${told}export function ${name}(connection: Connection, ${request}options?: CallOptions): ${result} {
  return ${send}(connection, ${call}, options);
}
`;
  // A player takes an address, not bytes.
  const addressName = `${name}Address`;
  const address = `/** The address of {@link ${name}}, for a player: it carries no key. */
export function ${addressName}(connection: Connection, ${request.replace(/, $/, '')}): string {
  return addressOf(connection, ${call});
}
`;
  const isFile = send === 'sendForBlob';
  return {
    source: isFile ? `${source}\n${address}` : source,
    values: isFile ? [name, addressName] : [name],
    types: hasRequest ? [requestName] : [],
  };
}

function requestProperties({ parameters = [], requestBody }: Operation): RequestProperty[] {
  const form = requestBody?.content['multipart/form-data']?.schema;
  return [
    ...parameters.map(({ name, in: place, required = false, schema, description }) => {
      return { name, place, required, schema, description };
    }),
    ...Object.entries(form?.properties ?? {}).map(([name, schema]) => {
      const required = form?.required?.includes(name) === true;
      return { name, place: 'form' as const, required, schema, description: schema.description };
    }),
  ];
}

function requestDeclaration(name: string, operation: string, properties: readonly RequestProperty[]): string {
  const lines = properties.map(
    ({ name: property, required, schema, description }) =>
      `${comment(description)}readonly ${property}${required ? '' : '?'}: ${typeOf(schema)};`,
  );
  return `/** What {@link ${operation}} is asked with. */\nexport interface ${name} {\n${lines.join('\n')}\n}\n`;
}

function callOf(path: string, method: string, properties: readonly RequestProperty[]): string {
  const template = path.replace(/\{(\w+)\}/g, (_, name: string) => `\${encodeURIComponent(request.${name})}`);
  const quote = template.includes('${') ? '`' : "'";
  const group = (place: RequestProperty['place']) => {
    const own = properties.filter((property) => property.place === place);
    return own.length === 0
      ? ''
      : `, ${place}: { ${own.map(({ name }) => `${name}: request.${name}`).join(', ')} }`;
  };
  return `{ method: '${method.toUpperCase()}', path: ${quote}${template}${quote}${group('query')}${group('form')} }`;
}

/** How a request is sent, by what it is answered with when all goes well. */
function answerOf({ operationId, responses }: Operation): { readonly send: string; readonly result: string } {
  const [, { content = {} }] = Object.entries(responses).find(([status]) => status.startsWith('2'))!;
  const [type, { schema } = {}] = Object.entries(content)[0] ?? [];
  if (type === undefined || schema === undefined) return { send: 'sendForNothing', result: 'Promise<void>' };
  if (type === 'application/json') return { send: 'sendForJson', result: `Promise<${typeOf(schema)}>` };
  if (type === 'text/plain') return { send: 'sendForText', result: 'Promise<string>' };
  if (type === 'audio/*') return { send: 'sendForBlob', result: 'Promise<Blob>' };
  if (type === 'text/event-stream') {
    return { send: 'sendForEvents', result: `AsyncGenerator<${typeOf(schema)}, void, undefined>` };
  }
  throw new Error(`${operationId} is answered with ${type}, for which the client has no function`);
}

function declaration(name: string, schema: Schema): string {
  return schema.properties === undefined
    ? `export type ${name} = ${typeOf(schema)};\n`
    : `export interface ${name} ${typeOf(schema)}\n`;
}

function typeOf(schema: Schema): string {
  const { $ref, items, prefixItems, properties, required = [], format, type } = schema;
  if ($ref !== undefined) return $ref.split('/').at(-1)!;
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(literal).join(' | ');
  const either = schema.oneOf ?? schema.anyOf;
  if (either !== undefined) return either.map(typeOf).join(' | ');
  if (prefixItems !== undefined) return `readonly [${prefixItems.map(typeOf).join(', ')}]`;
  if (items !== undefined) return `readonly ${elementType(items)}[]`;
  if (properties !== undefined) {
    const lines = Object.entries(properties).map(
      ([name, property]) =>
        `${comment(property.description)}readonly ${name}${required.includes(name) ? '' : '?'}: ${typeOf(property)};`,
    );
    return `{\n${lines.join('\n')}\n}`;
  }
  if (format === 'binary') return 'Blob';
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'string' || type === 'boolean') return type;
  throw new Error(`no type is known for ${JSON.stringify(schema)}`);
}

function elementType(items: Schema): string {
  const type = typeOf(items);
  return /^\w+$/.test(type) ? type : `(${type})`;
}

/** As code has it; JSON's quotes become the formatter's. */
function literal(value: unknown): string {
  return JSON.stringify(value);
}

function comment(text: string | undefined): string {
  return text === undefined || text === '' ? '' : `/** ${text.replaceAll('*/', '* /')} */\n`;
}

/** What is read of a JSON Schema. */
export interface DocumentedSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: DocumentedSchema;
  readonly prefixItems?: readonly DocumentedSchema[];
  readonly oneOf?: readonly DocumentedSchema[];
  readonly anyOf?: readonly DocumentedSchema[];
  readonly properties?: Readonly<Record<string, DocumentedSchema>>;
  readonly required?: readonly string[];
}

/** More values than these are told in a line of their own. */
const VALUES_IN_A_LINE = 12;

/** A text as it may stand in HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** A schema as a table of its properties, or as a line where it has none. */
export function schemaAsHtml(schema: DocumentedSchema): string {
  const { properties, required = [], oneOf } = schema;
  const variants = oneOf?.filter((variant) => variant.properties !== undefined) ?? [];
  if (variants.length > 0) return `<p>One of:</p>${variants.map(schemaAsHtml).join('')}`;
  if (properties === undefined) return `<p>${schemaType(schema)}</p>`;
  const rows = Object.entries(properties).map(([name, property]) => {
    const presence = required.includes(name) ? '' : 'optional; ';
    return `<tr><td><code>${escapeHtml(name)}</code></td><td>${presence}${schemaType(property)}</td><td>${escapeHtml(property.description ?? '')}</td></tr>`;
  });
  return `<div class="scroll"><table><tbody>${rows.join('')}</tbody></table></div>`;
}

/** What values a schema admits, in a few words of HTML; named schemas are links. */
export function schemaType(schema: DocumentedSchema): string {
  const { $ref, items, prefixItems, properties } = schema;
  if ($ref !== undefined) {
    const name = escapeHtml($ref.split('/').at(-1)!);
    return `<a href="#schema-${name}">${name}</a>`;
  }
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum !== undefined) {
    return schema.enum.length > VALUES_IN_A_LINE ? 'a code, see Errors' : schema.enum.map(code).join(' or ');
  }
  const either = schema.oneOf ?? schema.anyOf;
  if (either !== undefined) return either.map(schemaType).join(' or ');
  if (prefixItems !== undefined) return `[${prefixItems.map(schemaType).join(', ')}]`;
  if (items !== undefined) return `list of ${schemaType(items)}`;
  if (properties !== undefined) {
    const fields = Object.entries(properties).map(
      ([name, each]) => `${escapeHtml(name)}: ${schemaType(each)}`,
    );
    return `{ ${fields.join(', ')} }`;
  }
  return simpleType(schema);
}

function simpleType({ type = 'anything', format, minimum, maximum }: DocumentedSchema): string {
  if (format === 'binary') return 'file';
  const range =
    minimum === undefined && maximum === undefined ? '' : ` from ${minimum ?? '−∞'} to ${maximum ?? '∞'}`;
  return `${escapeHtml(format ?? type)}${range}`;
}

function code(value: unknown): string {
  return `<code>${escapeHtml(JSON.stringify(value))}</code>`;
}

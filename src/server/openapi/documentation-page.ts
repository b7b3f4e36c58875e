import { ERROR_CODES, HTTP_STATUS_BY_KIND } from '../../errors/index.js';

/** What is read of an OpenAPI document. */
export interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly paths?: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> };
}

interface ApiOperation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly { name: string; in: string; required?: boolean; description?: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: unknown }>> };
  readonly responses: Readonly<Record<string, { readonly description?: string }>>;
}

const STYLE = `
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
code, pre { font-family: ui-monospace, monospace; font-size: 0.9em; }
pre { overflow-x: auto; padding: 0.75rem; border: 1px solid; border-radius: 0.25rem; }
h2 { margin-top: 2.5rem; } h3 { margin-top: 2rem; }
dt { font-family: ui-monospace, monospace; font-size: 0.9em; margin-top: 0.5rem; }
`;

/** The API's documentation as a page that loads nothing. */
export function documentationPage({ info, paths = {}, components }: ApiDocument): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => describeOperation(method, path, operation)),
  );
  const schemas = Object.entries(components?.schemas ?? {}).map(
    ([name, schema]) =>
      `<h3 id="schema-${escape(name)}">${escape(name)}</h3><pre>${escape(JSON.stringify(schema, null, 2))}</pre>`,
  );
  const errors = Object.entries(ERROR_CODES).map(
    ([code, { kind, meaning, remedy }]) =>
      `<dt id="${code}">${code} (${HTTP_STATUS_BY_KIND[kind]})</dt><dd>${escape(meaning)} ${escape(remedy)}</dd>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(info.title)} API ${escape(info.version)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escape(info.title)} API ${escape(info.version)}</h1>
<p>${escape(info.description ?? '')} The same as an <a href="/api/openapi.json">OpenAPI document</a>.</p>
<h2>Requests</h2>
${operations.join('\n')}
<h2>Data</h2>
${schemas.join('\n')}
<h2>Errors</h2>
<p>Errors are answered as <code>application/problem+json</code>.</p>
<dl>
${errors.join('\n')}
</dl>
</body>
</html>
`;
}

function describeOperation(method: string, path: string, operation: ApiOperation): string {
  const { summary = '', description = '', parameters = [], requestBody, responses } = operation;
  const list = (title: string, entries: readonly (readonly [string, string])[]) =>
    entries.length === 0
      ? ''
      : `<h4>${title}</h4><dl>${entries.map(([name, text]) => `<dt>${escape(name)}</dt><dd>${escape(text)}</dd>`).join('')}</dl>`;
  return `<section id="${escape(operation.operationId ?? path)}">
<h3><code>${method.toUpperCase()} ${escape(path)}</code></h3>
<p>${escape(summary)}. ${escape(description)}</p>
${list(
  'Parameters',
  parameters.map((each) => [`${each.name} (${each.in})`, each.description ?? '']),
)}
${list('Form', formFields(requestBody))}
${list(
  'Answers',
  Object.entries(responses).map(([status, answer]) => [status, answer.description ?? '']),
)}
</section>`;
}

function formFields(body: ApiOperation['requestBody']): (readonly [string, string])[] {
  const schema = body?.content['multipart/form-data']?.schema as
    { properties?: Record<string, { description?: string }> } | undefined;
  return Object.entries(schema?.properties ?? {}).map(([name, { description = '' }]) => [name, description]);
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}

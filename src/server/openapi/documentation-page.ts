import { ERROR_CODES, HTTP_STATUS_BY_KIND } from '../../errors/index.js';
import { escapeHtml, schemaAsHtml, schemaType, type DocumentedSchema } from './schema-html.js';

/** What is read of an OpenAPI document. */
export interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly tags?: readonly { readonly name: string; readonly description?: string }[];
  readonly paths?: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, DocumentedSchema>> };
}

type Content = Readonly<Record<string, { readonly schema?: DocumentedSchema }>>;

interface ApiOperation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema: DocumentedSchema;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description?: string; readonly content?: Content }>>;
}

interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: ApiOperation;
}

/** Of the page's style element; the policy that the page is sent with names its hash. */
export const DOCUMENTATION_STYLE = `
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem; }
code, pre { font-family: ui-monospace, monospace; font-size: 0.9em; }
pre { overflow-x: auto; padding: 0.75rem; border: 1px solid; border-radius: 0.25rem; }
h2 { margin-top: 3rem; border-bottom: 1px solid; } h3 { margin-top: 2.5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 1rem 0.25rem 0; }
td:first-child { white-space: nowrap; }
dt { font-family: ui-monospace, monospace; font-size: 0.9em; margin-top: 0.5rem; }
.scroll { overflow-x: auto; }
`;

/** The API's documentation as a page that loads nothing. */
export function documentationPage({ info, tags = [], paths = {}, components }: ApiDocument): string {
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Route => ({ method, path, operation })),
  );
  const groups = tags.map(({ name, description = '' }) => ({
    name,
    description,
    routes: routes.filter(({ operation }) => operation.tags?.includes(name)),
  }));
  const title = `${escapeHtml(info.title)} API ${escapeHtml(info.version)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${DOCUMENTATION_STYLE}</style>
</head>
<body>
<h1>${title}</h1>
<p>${escapeHtml(info.description ?? '')} The same for programs: the <a href="/api/openapi.json">OpenAPI document</a>.</p>
<p>What takes time is a job: a request that makes one is answered with it at once, or with <code>?wait=60</code> when it has
ended. Where the service asks for keys, every request carries <code>Authorization: Bearer KEY</code>.</p>
<nav aria-label="Contents"><ul>
${groups.map(contentsOf).join('\n')}
<li><a href="#data">Data</a></li>
<li><a href="#errors">Errors</a></li>
</ul></nav>
<main>
${groups.map(({ name, description, routes: own }) => `<h2 id="tag-${escapeHtml(name)}">${escapeHtml(name)}</h2><p>${escapeHtml(description)}</p>${own.map(describeRoute).join('\n')}`).join('\n')}
<h2 id="data">Data</h2>
${Object.entries(components?.schemas ?? {})
  .map(
    ([name, schema]) => `<h3 id="schema-${escapeHtml(name)}">${escapeHtml(name)}</h3>${schemaAsHtml(schema)}`,
  )
  .join('\n')}
<h2 id="errors">Errors</h2>
<p>Errors are answered as <code>application/problem+json</code>, a <a href="#schema-Problem">Problem</a> with one of these codes.</p>
<dl>
${errorList()}
</dl>
</main>
</body>
</html>
`;
}

function contentsOf({ name, routes }: { readonly name: string; readonly routes: readonly Route[] }): string {
  const entries = routes.map(
    ({ method, path, operation }) =>
      `<li><a href="#${anchor({ path, operation })}"><code>${method.toUpperCase()} ${escapeHtml(path)}</code></a> ${escapeHtml(operation.summary ?? '')}</li>`,
  );
  return `<li><a href="#tag-${escapeHtml(name)}">${escapeHtml(name)}</a><ul>${entries.join('')}</ul></li>`;
}

function describeRoute({ method, path, operation }: Route): string {
  const { summary = '', description = '', parameters = [], requestBody, responses } = operation;
  const form = requestBody?.content['multipart/form-data']?.schema;
  return `<section aria-labelledby="${anchor({ path, operation })}">
<h3 id="${anchor({ path, operation })}"><code>${method.toUpperCase()} ${escapeHtml(path)}</code></h3>
<p>${escapeHtml(summary)}. ${escapeHtml(description)}</p>
<pre>${escapeHtml(exampleOf(method, path, form))}</pre>
${table(
  'Parameters',
  parameters.map((each) => [
    `${escapeHtml(each.name)} (${each.in})`,
    schemaType(each.schema),
    escapeHtml(each.description ?? ''),
  ]),
)}
${form === undefined ? '' : `<h4>Form</h4>${schemaAsHtml(form)}`}
${table(
  'Answers',
  Object.entries(responses).map(([status, { description: told = '', content = {} }]) => [
    status,
    Object.values(content)
      .map(({ schema }) => (schema === undefined ? '' : schemaType(schema)))
      .join(' or '),
    escapeHtml(told),
  ]),
)}
</section>`;
}

/** A command line that sends the request. */
function exampleOf(method: string, path: string, form: DocumentedSchema | undefined): string {
  const parts = (form?.required ?? []).map((name) => ` -F ${name}=@${name}.mp3`).join('');
  const verb = method === 'delete' ? ' -X DELETE' : '';
  const query = form === undefined ? '' : '?wait=60';
  return `curl${verb}${parts} 'http://127.0.0.1:8080${path.replace(/\{(\w+)\}/g, '$1')}${query}'`;
}

/** @param rows - Cells as HTML. */
function table(title: string, rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const body = rows.map(
    ([name = '', ...cells]) =>
      `<tr><td><code>${name}</code></td>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`,
  );
  return `<h4>${title}</h4><div class="scroll"><table><tbody>${body.join('')}</tbody></table></div>`;
}

function anchor({ path, operation }: Pick<Route, 'path' | 'operation'>): string {
  return escapeHtml(operation.operationId ?? path);
}

function errorList(): string {
  return Object.entries(ERROR_CODES)
    .map(
      ([code, { kind, meaning, remedy }]) =>
        `<dt id="${code}">${code} (${HTTP_STATUS_BY_KIND[kind]})</dt><dd>${escapeHtml(meaning)} ${escapeHtml(remedy)}</dd>`,
    )
    .join('\n');
}

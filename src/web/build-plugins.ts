import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';
import { REPORT_STYLE } from '../report/index.js';

/** Lets the report, printed from a frame, have its own style and no other: the page's policy holds in it too. */
export function reportStyle(): Plugin {
  const hash = createHash('sha256').update(REPORT_STYLE).digest('base64');
  return {
    name: 'report-style',
    transformIndexHtml: (html) => html.replace('REPORT_STYLE_HASH', `sha256-${hash}`),
  };
}

/** Tells the service worker which files to keep. */
export function offlineFiles(): Plugin {
  return {
    name: 'offline-files',
    enforce: 'post',
    generateBundle(_, bundle) {
      const names = Object.keys(bundle).filter((name) => name.startsWith('assets/'));
      const version = createHash('sha256').update(names.sort().join()).digest('hex').slice(0, 16);
      const script = bundle['offline.js'];
      if (script?.type !== 'chunk') throw new Error('the site has no service worker');
      script.code = script.code
        .replace('SITE_FILES', () => JSON.stringify(names))
        .replace('SITE_VERSION', JSON.stringify(version));
    },
  };
}

/** Leaves out of zod what writes JSON Schemas, a tenth of the page's code: the page only reads JSON. */
export function withoutJsonSchemas(): Plugin {
  return {
    name: 'without-json-schemas',
    transform(code, id) {
      if (!id.endsWith('/zod/v4/classic/schemas.js')) return null;
      const shorter = code
        .replace(/^ *inst\._zod\.processJSONSchema = .*;$/gm, '')
        .replace(/^ *(?:input|output): createStandardJSONSchemaMethod\(.*\),$/gm, '')
        .replace('return createToJSONSchemaMethod(this, {})(params);', '');
      return { code: shorter, map: null };
    },
  };
}

/** Leaves out what errors mean and what to do about them: the page goes by their codes, and has texts of its own in each language. */
export function withoutErrorTexts(): Plugin {
  return {
    name: 'without-error-texts',
    // Before the compiler writes the texts in its own way.
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('/src/errors/codes.ts')) return null;
      return { code: code.replace(/\b(?:kind|meaning|remedy):\s*(['"`]).*?\1,$/gm, ''), map: null };
    },
  };
}

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

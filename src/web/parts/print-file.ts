/** How long a frame may be needed: browsers print in their own time and do not all say when they are done. */
const KEPT_MS = 600_000;

/** Opens the browser's printing for an HTML file, which can also save it as PDF. */
export function printHtml(html: string): Promise<void> {
  const frame = document.createElement('iframe');
  frame.className = 'printed';
  frame.title = '';
  frame.setAttribute('aria-hidden', 'true');
  frame.tabIndex = -1;
  const address = URL.createObjectURL(new Blob([html], { type: 'text/html' }));
  return new Promise((resolve) => {
    frame.addEventListener('load', () => {
      document.querySelectorAll('iframe.printed').forEach((earlier) => {
        if (earlier !== frame) earlier.remove();
      });
      frame.contentWindow?.print();
      setTimeout(() => {
        frame.remove();
        URL.revokeObjectURL(address);
      }, KEPT_MS);
      resolve();
    });
    frame.src = address;
    document.body.append(frame);
  });
}

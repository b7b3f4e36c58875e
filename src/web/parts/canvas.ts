/** A canvas's context in pixels of CSS, sharp on any screen. */
export function fittedContext(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D {
  const ratio = globalThis.devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d')!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/** Looks up the page's colours, which change with its appearance. */
export function pageColour(element: HTMLElement): (name: `--${string}`) => string {
  const style = getComputedStyle(element);
  return (name) => style.getPropertyValue(name).trim();
}

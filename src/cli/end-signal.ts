/** Does something at the first Ctrl-C or SIGTERM; a second one, of either kind, ends the process at once. */
export function atFirstEndSignal(action: () => void): void {
  const first = () => {
    process.off('SIGINT', first).off('SIGTERM', first);
    action();
  };
  process.on('SIGINT', first).on('SIGTERM', first);
}

/** The user that owns nothing, on every Unix. */
const NOBODY = 65_534;

/** Runs work as an ordinary user where the tests run as root, for whom no file is closed. */
export async function asOrdinaryUser<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work();
  process.seteuid!(NOBODY);
  try {
    return await work();
  } finally {
    process.seteuid!(0);
  }
}

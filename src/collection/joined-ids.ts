/** Ids in sets that are joined pair by pair. */
export class JoinedIds {
  readonly #parents = new Map<string, string>();

  join(a: string, b: string): void {
    const root = this.rootOf(a);
    this.#parents.set(root, root).set(this.rootOf(b), root);
  }

  /** The id that stands for all that are joined with one; of one that was joined with none itself. */
  rootOf(id: string): string {
    let root = id;
    while ((this.#parents.get(root) ?? root) !== root) root = this.#parents.get(root)!;
    // Shortens the way for the next time.
    for (let at = id; at !== root;) {
      const next = this.#parents.get(at)!;
      this.#parents.set(at, root);
      at = next;
    }
    return root;
  }

  areJoined(a: string, b: string): boolean {
    return this.rootOf(a) === this.rootOf(b);
  }

  has(id: string): boolean {
    return this.#parents.has(id);
  }
}

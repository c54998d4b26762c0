/** The tile an arrow key, Home or End leads to from `tile`; null for another key, and where there is none. */
export function tileBeside(
  tile: HTMLElement,
  tiles: readonly HTMLElement[],
  key: string,
): HTMLElement | null {
  const index = tiles.indexOf(tile);
  switch (key) {
    case 'ArrowRight':
      return tiles[index + 1] ?? null;
    case 'ArrowLeft':
      return tiles[index - 1] ?? null;
    case 'Home':
      return tiles[0] ?? null;
    case 'End':
      return tiles.at(-1) ?? null;
    case 'ArrowDown':
      return nearest(tile, tiles.slice(index + 1), (top, own) => top > own);
    case 'ArrowUp':
      return nearest(tile, tiles.slice(0, index).reverse(), (top, own) => top < own);
    default:
      return null;
  }
}

/** Of the next line, the tile that stands least to the side. */
function nearest(
  tile: HTMLElement,
  candidates: readonly HTMLElement[],
  beyond: (top: number, own: number) => boolean,
): HTMLElement | null {
  const own = tile.getBoundingClientRect();
  let line: number | null = null;
  let best: { tile: HTMLElement; aside: number } | null = null;
  for (const candidate of candidates) {
    const { left, top } = candidate.getBoundingClientRect();
    if (!beyond(top, own.top)) continue;
    line ??= top;
    if (top !== line) break;
    const aside = Math.abs(left - own.left);
    if (best === null || aside < best.aside) best = { tile: candidate, aside };
  }
  return best?.tile ?? null;
}

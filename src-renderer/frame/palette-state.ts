import { create } from 'zustand';

interface Palette {
  open: boolean;
}

/** Whether the command palette is open. */
export const usePalette = create<Palette>()(() => ({ open: false }));

/** Opens the command palette. */
export function openPalette(): void {
  usePalette.setState({ open: true });
}

/** Closes the command palette. */
export function closePalette(): void {
  usePalette.setState({ open: false });
}

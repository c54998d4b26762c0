import { create } from 'zustand';
import type { Bundle } from '../../src-core/protocol/bundle';

/** The incident bundle that is shown in the place of a gateway; null while there is none. Written by `connection/session`. */
export const useBundle = create<{ bundle: Bundle | null }>()(() => ({ bundle: null }));

import { create } from 'zustand';

/** Whether what would be sent is shown beside what is written. */
export const usePreview = create<{ shown: boolean }>()(() => ({ shown: false }));

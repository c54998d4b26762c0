import { create } from 'zustand';
import { onFrame } from '../../log/frames';
import { noTalk, type Talk, talkAfter } from './natural-answers';

/** Where the conversation of each connection is, by the connection's id. */
export const useTalks = create<Readonly<Record<string, Talk>>>()(() => ({}));

/** Follows the frames of all connections, until what it returns is called. */
export function followTalks(): () => void {
  return onFrame((frame) => {
    const before = useTalks.getState()[frame.connectionId] ?? noTalk;
    const after = talkAfter(before, frame);
    if (after !== before) useTalks.setState({ [frame.connectionId]: after });
  });
}

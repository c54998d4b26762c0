import type { ServerResponse } from 'node:http';

/**
 * Calls `done` once, when an answer is over: written, or its reader gone. Node tells the answer itself only while it
 * has the socket; one that waits behind another on a pipelined connection is told by the connection alone.
 */
export function whenClosed(response: ServerResponse, done: () => void): void {
  const { socket } = response.req;
  let told = false;
  const over = () => {
    // The connection's end is told to the answer first, and then here, though this listener was taken off meanwhile.
    if (told) return;
    told = true;
    response.off('close', over);
    socket.off('close', over);
    done();
  };
  response.once('close', over);
  socket.once('close', over);
}

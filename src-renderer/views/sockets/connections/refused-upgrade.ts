/** What it means that a server answered the upgrade with an HTTP status other than 101; a sentence, and what to do. */
export function explainStatus(status: number): string {
  return known[status] ?? ofKind(status);
}

const known: Record<number, string> = {
  200: 'It is a plain HTTP page: there is no WebSocket at this address. Check the path.',
  400: 'The server did not like the request: the subprotocol, a header or the query. Its answer may say which.',
  401: 'The server wants a token, or does not know this one.',
  403: 'The server refuses this token, origin or host. The origin can be set in the form.',
  404: 'There is nothing at this path.',
  405: 'The address takes no GET, so it is no WebSocket.',
  407: 'A proxy wants credentials.',
  426: 'The server wants another protocol or version; see its Upgrade header.',
  429: 'Too many connections or requests. Wait, then connect again.',
  502: 'A proxy could not reach the server behind it.',
  503: 'The server takes no connections now: it is overloaded, or it stops.',
  504: 'A proxy waited too long for the server behind it.',
};

function ofKind(status: number): string {
  if (status >= 300 && status < 400)
    return 'The server wants the client to go to another address; see its Location header. Redirects are not followed.';
  if (status >= 500) return 'The server failed. Look at its log at that time.';
  if (status >= 400) return 'The server refused the request. Its answer may say why.';
  return 'The server answered as HTTP: there is no WebSocket at this address.';
}

import { AddressRefusedError } from '../../../src-core/outbound/address-policy';
import type { Handshake } from '../../../src-core/protocol/connection-spec';
import type { RelayFailure } from '../../../src-core/protocol/relay-frames';

/** A server could not be dialled, or would not have it; the message is for the one who asked. */
export class DialFailure extends Error {
  constructor(
    readonly code: RelayFailure,
    message: string,
    /** What the server answered, if it did. */
    readonly answer: { handshake?: Handshake; body?: string } = {},
  ) {
    super(message);
    this.name = 'DialFailure';
  }
}

const nodeTrust =
  'the gateway trusts what Node.js does, and the certificates in the file that NODE_EXTRA_CA_CERTS names when it starts';

/** What is wrong with a certificate, by OpenSSL's name of it. */
const certificateFaults: Record<string, string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: `it is signed by itself; ${nodeTrust}`,
  SELF_SIGNED_CERT_IN_CHAIN: `it is signed by an authority that is not known; ${nodeTrust}`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `its issuer is not known; ${nodeTrust}`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: `its issuer is not known; ${nodeTrust}`,
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is for another host',
};

/** Faults on the way, by the system's name. `{place}` is host and port. */
const ways: Record<string, [RelayFailure, string]> = {
  ENOTFOUND: ['HOST_UNKNOWN', 'The name of {place} is not known'],
  EAI_AGAIN: ['HOST_UNKNOWN', 'The name service did not answer for {place}'],
  ECONNREFUSED: ['UNREACHABLE', 'Nothing listens at {place}'],
  EHOSTUNREACH: ['UNREACHABLE', 'There is no way to {place}'],
  ENETUNREACH: ['UNREACHABLE', 'There is no way to {place}'],
  ETIMEDOUT: ['TIMEOUT', '{place} did not answer'],
  ECONNRESET: ['UNREACHABLE', '{place} closed the connection before it answered'],
  EPIPE: ['UNREACHABLE', '{place} closed the connection before it answered'],
};

/** Any error of a dial in words. `place`: host and port that were dialled. */
export function asDialFailure(error: unknown, place: string, handshake?: Handshake): DialFailure {
  if (error instanceof DialFailure) return error;
  if (error instanceof AddressRefusedError) {
    const hint = `To dial it through this gateway, start it with ${allowEntry(error)} in SIGNALBOX_RELAY_ALLOW`;
    return new DialFailure('ADDRESS_REFUSED', `${error.message}. ${hint}`);
  }
  const { code, message } = codeAndMessage(error);
  const fault = certificateFaults[code];
  if (fault)
    return new DialFailure('TLS_FAILED', `The certificate of ${place} is refused: ${fault} (${code})`);
  const way = ways[code];
  if (way) return new DialFailure(way[0], `${way[1].replace('{place}', place)} (${code})`);
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'EPROTO') {
    return new DialFailure('TLS_FAILED', `${place} does not speak TLS: is it ws: instead of wss:? (${code})`);
  }
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS')) {
    return new DialFailure('TLS_FAILED', `TLS with ${place} failed: ${message} (${code})`);
  }
  if (code.startsWith('HPE_')) {
    return new DialFailure('HANDSHAKE_INVALID', `${place} answered something that is not HTTP (${code})`);
  }
  return new DialFailure('HANDSHAKE_INVALID', `The handshake with ${place} failed: ${message}`, {
    ...(handshake && { handshake }),
  });
}

/** Of several addresses that were tried each has its own error. */
function codeAndMessage(error: unknown): { code: string; message: string } {
  const told = error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error;
  if (!(told instanceof Error)) return { code: '', message: String(told) };
  const code = (told as NodeJS.ErrnoException).code ?? '';
  return { code: told.message === 'socket hang up' ? 'ECONNRESET' : code, message: told.message };
}

/** The narrowest entry that lets it in. */
function allowEntry({ hostname, address, port, kind }: AddressRefusedError): string {
  const host = kind === 'loopback' || kind === 'private' ? hostname : address;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

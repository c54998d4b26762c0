import { describe, expect, it } from 'vitest';
import { OriginGuard } from './origins';

const guard = new OriginGuard({
  host: '127.0.0.1',
  port: 8000,
  allowedHosts: ['queue.example.com', 'other.example.com:9000'],
  allowedOrigins: ['https://ops.example.com', 'app://signalbox'],
});

describe('OriginGuard', () => {
  it.each(['127.0.0.1:8000', 'localhost:8000', 'LOCALHOST:8000', '[::1]:8000', 'queue.example.com'])(
    'accepts the Host %s',
    (host) => expect(() => guard.checkHost(host)).not.toThrow(),
  );

  it.each([undefined, '', 'localhost', 'localhost:8001', 'evil.example:8000', '127.0.0.1.evil.example:8000'])(
    'refuses the Host %s',
    (host) => expect(() => guard.checkHost(host)).toThrow('Host'),
  );

  it('takes a name with a port only with that port', () => {
    expect(() => guard.checkHost('other.example.com:9000')).not.toThrow();
    expect(() => guard.checkHost('other.example.com')).toThrow();
    expect(() => guard.checkHost('queue.example.com:8000')).not.toThrow();
  });

  it('passes its own origins and requests without one, without CORS', () => {
    expect(guard.checkOrigin(undefined)).toBeNull();
    expect(guard.checkOrigin('http://localhost:8000')).toBeNull();
    expect(guard.checkOrigin('https://queue.example.com')).toBeNull();
  });

  it('names an allowed foreign origin, for its CORS headers', () => {
    expect(guard.checkOrigin('https://ops.example.com')).toBe('https://ops.example.com');
    expect(guard.checkOrigin('app://signalbox')).toBe('app://signalbox');
  });

  it.each(['null', 'http://localhost:3000', 'https://localhost:8000', 'http://evil.example', ''])(
    'refuses the Origin %j',
    (origin) => expect(() => guard.checkOrigin(origin)).toThrow('Origin'),
  );

  it('listens on an address of its own and on port 80', () => {
    const open = new OriginGuard({ host: '10.0.0.5', port: 80, allowedHosts: [], allowedOrigins: [] });
    for (const host of ['10.0.0.5', '10.0.0.5:80', 'localhost'])
      expect(() => open.checkHost(host)).not.toThrow();
    const any = new OriginGuard({ host: '0.0.0.0', port: 8000, allowedHosts: [], allowedOrigins: [] });
    expect(() => any.checkHost('0.0.0.0:8000')).toThrow();
    expect(() => any.checkHost('10.0.0.5:8000')).toThrow();
  });
});

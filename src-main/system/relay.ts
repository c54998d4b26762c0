import { createAddressPolicy } from '../../src-core/outbound/address-policy';
import type { Config } from '../config-shape';
import type { GatewayOptions } from '../gateway/options';

/** What the debug client may reach through this gateway; nothing where the relay is off. */
export function relayPolicy({ relay }: Config): Pick<GatewayOptions, 'relay'> {
  return relay.enabled ? { relay: createAddressPolicy({ allow: relay.allow }) } : {};
}

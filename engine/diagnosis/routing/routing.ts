/** Pods are well, and traffic does not reach them. */
import type { Check } from '../hypothesis.ts';
import { checkAddresses } from './address.ts';
import { checkNameResolution } from './dns.ts';
import { checkRoutes } from './gateway.ts';
import { checkSelectors } from './selector.ts';
import { checkServicePorts } from './service-port.ts';

export const routing: readonly Check[] = [checkSelectors, checkServicePorts, checkAddresses, checkNameResolution, checkRoutes];

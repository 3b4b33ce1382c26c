import { expect, test } from 'vitest';
import { namingFor } from '../../../engine/incident/words.ts';

test('a workload is told with its namespace where a detector reads many, and by its name alone in its own', () => {
  const entities = ['shop/deployment/cart', 'node/n1', 'external/api.example.com'];
  expect(entities.map(namingFor('cluster:/platform'))).toEqual(['shop/cart', 'node n1', 'api.example.com']);
  expect(entities.map(namingFor('shop/shop'))).toEqual(['cart', 'node n1', 'api.example.com']);
});

import { SourceError } from '@metta-dd/core';
import { z } from 'zod';
import type { Product } from '../rules/price-list.js';

const Listed = z.object({
  product: z.object({ sku: z.string(), attributes: z.record(z.string(), z.string()) }),
  terms: z.object({
    OnDemand: z
      .record(
        z.string(),
        z.object({
          priceDimensions: z.record(
            z.string(),
            z.object({ unit: z.string(), pricePerUnit: z.record(z.string(), z.string()) }),
          ),
        }),
      )
      .default({}),
  }),
});

/** Reads one item of the price list, which is JSON inside of JSON; prices in another currency are left out. */
export function productOf(item: unknown, what: string): Product {
  // The SDK hands out String objects, not texts.
  const listed = Listed.safeParse(parsed(String(item), what));
  if (!listed.success) throw new SourceError(`cannot ${what}: a product is not as documented: ${listed.error.message}`);
  const { product, terms } = listed.data;
  const dimensions = Object.values(terms.OnDemand).flatMap(({ priceDimensions }) => Object.values(priceDimensions));
  const prices = dimensions.flatMap(({ unit, pricePerUnit: { USD } }) =>
    USD === undefined ? [] : [{ unit, usd: Number(USD) }],
  );
  if (prices.some(({ usd }) => Number.isNaN(usd)))
    throw new SourceError(`cannot ${what}: the price of ${product.sku} is no number`);
  return { ...product, prices };
}

function parsed(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SourceError(`cannot ${what}: a product is no JSON`, { cause });
  }
}

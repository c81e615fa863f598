import type { AwsCall } from './call.js';
import type { AwsOptions } from './options.js';
import { pageOf } from './paging.js';
import { AwsRefusal } from './refusal.js';
import type { AwsProduct, AwsWorld } from './world.js';

// https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html
const LARGEST_PAGE = 100;
const ON_DEMAND_TERM = 'JRTCKXETXF';
const RATE = '6YS6EN2CT7';

interface Filter {
  readonly Type: string;
  readonly Field: string;
  readonly Value: string;
}

/** The answer of GetProducts; `undefined` for another operation. */
export function answerPricing(call: AwsCall, world: AwsWorld, options: AwsOptions): object | undefined {
  if (call.operation !== 'GetProducts') return undefined;
  const { Filters = [], MaxResults = LARGEST_PAGE, NextToken } = call.json;
  const filters = filtersOf(Filters);
  const found = world.products.filter((product) => filters.every((filter) => fits(product, filter)));
  const { rows, nextToken } = pageOf(found, {
    listing: 'products',
    token: typeof NextToken === 'string' ? NextToken : undefined,
    size: Math.min(Number(MaxResults), options.pageSize ?? LARGEST_PAGE),
  });
  return {
    FormatVersion: 'aws_v1',
    PriceList: rows.map((product) => JSON.stringify(listed(product))),
    ...(nextToken !== undefined && { NextToken: nextToken }),
  };
}

function fits({ family, attributes }: AwsProduct, { Field, Value }: Filter): boolean {
  const value = Field === 'productFamily' ? family : attributes[Field];
  return value?.toLowerCase() === Value.toLowerCase();
}

function listed({ sku, family, attributes, unit, usd }: AwsProduct): object {
  const term = `${sku}.${ON_DEMAND_TERM}`;
  return {
    product: { productFamily: family, attributes, sku },
    serviceCode: 'AmazonEC2',
    terms: {
      OnDemand: {
        [term]: {
          priceDimensions: {
            [`${term}.${RATE}`]: {
              unit,
              endRange: 'Inf',
              description: `$${usd} per ${unit}`,
              appliesTo: [],
              rateCode: `${term}.${RATE}`,
              beginRange: '0',
              pricePerUnit: { USD: usd },
            },
          },
          sku,
          effectiveDate: '2025-10-01T00:00:00Z',
          offerTermCode: ON_DEMAND_TERM,
          termAttributes: {},
        },
      },
    },
    version: '20251001000000',
    publicationDate: '2025-10-01T00:00:00Z',
  };
}

function filtersOf(value: unknown): readonly Filter[] {
  if (Array.isArray(value) && value.every(isTermMatch)) return value;
  throw new AwsRefusal(400, 'InvalidParameterException', 'this stand-in knows filters of the type TERM_MATCH only');
}

function isTermMatch(value: unknown): value is Filter {
  return typeof value === 'object' && value !== null && 'Type' in value && value.Type === 'TERM_MATCH';
}

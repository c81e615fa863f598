import { type SpotPrice as Described, DescribeSpotPriceHistoryCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { SourceError } from '@metta-dd/core';
import { namesOfProduct, type SpotPrice, SpotPrices } from '../rules/spot-prices.js';
import { listOf, pages } from './pages.js';
import type { RegionCaller } from './region-caller.js';

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSpotPriceHistory.html
const PAGE_SIZE = 1000;
const READ = 'read the spot prices';

/** The prices in force at a time, of types and products. */
export async function readSpotPrices(
  caller: RegionCaller,
  client: EC2Client,
  { types, products, at }: { readonly types: readonly string[]; readonly products: readonly string[]; at: Date },
): Promise<SpotPrices> {
  const prices = new SpotPrices();
  const asked = {
    // With both ends at one instant the answer is the last change before it: the price in force.
    StartTime: at,
    EndTime: at,
    Filters: [{ Name: 'instance-type', Values: [...types] }],
    ProductDescriptions: products.flatMap(namesOfProduct),
    MaxResults: PAGE_SIZE,
  };
  const listing = pages(caller.what(READ), (token) =>
    caller.ask('ec2:DescribeSpotPriceHistory', READ, (options) =>
      client.send(new DescribeSpotPriceHistoryCommand({ ...asked, ...token }), options),
    ),
  );
  for await (const { SpotPriceHistory } of listing)
    for (const one of listOf(caller.what(READ), SpotPriceHistory)) prices.add(priceOf(one, caller));
  return prices;
}

function priceOf(described: Described, caller: RegionCaller): SpotPrice {
  const { AvailabilityZone: zone, InstanceType: type, ProductDescription: product, Timestamp } = described;
  const usd = Number(described.SpotPrice);
  if (zone === undefined || type === undefined || product === undefined || Timestamp === undefined || !(usd > 0))
    throw new SourceError(`cannot ${caller.what(READ)}: the price of ${type} in ${zone} is ${described.SpotPrice}`);
  return { zone, type, product, at: Timestamp.getTime(), usd };
}

import { ConfigError } from '@metta-dd/core';

// Where the price list is answered: https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-the-aws-price-list-query-api.html
const NEAREST: readonly (readonly [RegExp, string])[] = [
  [/^us-gov-/, ''],
  [/^cn-/, 'cn-northwest-1'],
  [/^(eu|af|me|il)-/, 'eu-central-1'],
  [/^ap-/, 'ap-south-1'],
  [/^(us|ca|sa|mx)-/, 'us-east-1'],
];

/** The region that answers for the price list, near to the home region. */
export function pricingRegion(home: string): string {
  const [, region = ''] = NEAREST.find(([prefix]) => prefix.test(home)) ?? [];
  if (region !== '') return region;
  throw new ConfigError(`cannot tell which region answers for the price list near to ${home}`, {
    hint: 'set cost.pricingRegion, or cost.enabled: false',
  });
}

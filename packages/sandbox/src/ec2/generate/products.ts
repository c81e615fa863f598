import type { AwsProduct } from '../world.js';
import { TYPES } from './types.js';

const PREFIXES: Readonly<Record<string, string>> = {
  'us-east-1': '',
  'us-east-2': 'USE2-',
  'us-west-1': 'USW1-',
  'us-west-2': 'USW2-',
  'eu-west-1': 'EU-',
  'eu-central-1': 'EUC1-',
};

// https://aws.amazon.com/ebs/pricing/, us-east-1
const VOLUMES: readonly (readonly [type: string, suffix: string, usd: number])[] = [
  ['standard', '', 0.05],
  ['gp2', '.gp2', 0.1],
  ['gp3', '.gp3', 0.08],
  ['io1', '.piops', 0.125],
  ['io2', '.io2', 0.125],
  ['st1', '.st1', 0.045],
  ['sc1', '.sc1', 0.015],
];
const IOPS: readonly (readonly [type: string, suffix: string, usd: number])[] = [
  ['gp3', '.gp3', 0.005],
  ['io1', '.piops', 0.065],
  ['io2', '.io2', 0.065],
  ['io2', '.io2.tier2', 0.0455],
  ['io2', '.io2.tier3', 0.032],
];
const GP3_THROUGHPUT_USD = 40.96;
const WINDOWS_USD_PER_VCPU = 0.046;

/** What regions cost against us-east-1, roughly as AWS has it. */
export function priceLevel(region: string): number {
  if (region.startsWith('us-')) return 1;
  return region.startsWith('eu-') ? 1.15 : 1.25;
}

/** The price list of a region: instances in all variants that share attributes, and volumes. */
export function productsOf(region: string): AwsProduct[] {
  return [...instanceProducts(region), ...volumeProducts(region)];
}

function instanceProducts(region: string): AwsProduct[] {
  const prefix = prefixOf(region);
  return TYPES.flatMap(({ name, vcpus, usd }) => {
    if (usd === undefined) return [];
    const product = (operation: string, tenancy: string, capacitystatus: string, price: number): AwsProduct => ({
      sku: skuOf(region, name, operation, tenancy, capacitystatus),
      family: 'Compute Instance',
      attributes: {
        servicecode: 'AmazonEC2',
        regionCode: region,
        instanceType: name,
        operation,
        tenancy,
        capacitystatus,
        marketoption: 'OnDemand',
        operatingSystem: operation === 'RunInstances' ? 'Linux' : 'Windows',
        preInstalledSw: 'NA',
        usagetype: `${prefix}${usageOf(tenancy, capacitystatus)}:${name}`,
      },
      unit: 'Hrs',
      usd: (price * priceLevel(region)).toFixed(10),
    });
    const windows = usd + WINDOWS_USD_PER_VCPU * vcpus;
    return [
      product('RunInstances', 'Shared', 'Used', usd),
      product('RunInstances', 'Shared', 'UnusedCapacityReservation', usd),
      product('RunInstances', 'Shared', 'AllocatedCapacityReservation', 0),
      product('RunInstances', 'Dedicated', 'Used', usd * 1.06),
      product('RunInstances:0002', 'Shared', 'Used', windows),
    ];
  });
}

function usageOf(tenancy: string, capacitystatus: string): string {
  if (capacitystatus === 'UnusedCapacityReservation') return 'UnusedBox';
  if (capacitystatus === 'AllocatedCapacityReservation') return 'Reservation';
  return tenancy === 'Shared' ? 'BoxUsage' : 'DedicatedUsage';
}

function volumeProducts(region: string): AwsProduct[] {
  const prefix = prefixOf(region);
  const product = (family: string, type: string, usage: string, unit: string, usd: number): AwsProduct => ({
    sku: skuOf(region, family, usage),
    family,
    attributes: {
      servicecode: 'AmazonEC2',
      regionCode: region,
      volumeApiName: type,
      usagetype: `${prefix}EBS:${usage}`,
    },
    unit,
    usd: (usd * priceLevel(region)).toFixed(10),
  });
  return [
    ...VOLUMES.map(([type, suffix, usd]) => product('Storage', type, `VolumeUsage${suffix}`, 'GB-Mo', usd)),
    ...IOPS.map(([type, suffix, usd]) => product('System Operation', type, `VolumeP-IOPS${suffix}`, 'IOPS-Mo', usd)),
    product('System Operation', 'standard', 'VolumeIOUsage', 'IOs', 5e-8),
    product('Provisioned Throughput', 'gp3', 'VolumeP-Throughput.gp3', 'GiBps-mo', GP3_THROUGHPUT_USD),
  ];
}

function prefixOf(region: string): string {
  const [continent = '', side = '', number = ''] = region.split('-');
  return PREFIXES[region] ?? `${continent.toUpperCase()}${side[0]?.toUpperCase()}${number}-`;
}

const skuOf = (...parts: readonly string[]) => parts.join('').replace(/\W/g, '').toUpperCase();

/** What an endpoint takes: bytes as sent and as unpacked, how it may be packed, and what JSON may be called. */
export interface EndpointLimits {
  readonly compressedBytes: number;
  readonly uncompressedBytes: number;
  readonly encodings: readonly ContentEncoding[];
  readonly contentTypes: readonly string[];
}

/** How a body may be packed. */
export type ContentEncoding = 'identity' | 'deflate' | 'gzip' | 'zstd' | 'zstd1';

/** https://docs.datadoghq.com/api/latest/metrics/#submit-metrics; the agents spell `zstd1` as `zstd`. */
export const seriesV2: EndpointLimits = {
  compressedBytes: 512_000,
  uncompressedBytes: 5_242_880,
  encodings: ['identity', 'deflate', 'gzip', 'zstd', 'zstd1'],
  contentTypes: ['application/json'],
};

/** https://docs.datadoghq.com/api/v1/metrics/#submit-metrics; version 1 is specified as `text/json`. */
export const seriesV1: EndpointLimits = {
  compressedBytes: 3_200_000,
  uncompressedBytes: 62_914_560,
  encodings: ['identity', 'deflate', 'gzip'],
  contentTypes: ['text/json', 'application/json'],
};

/**
 * https://docs.datadoghq.com/api/latest/metrics/#submit-distribution-points names `deflate` alone and no size; the
 * sizes are those of the v2 series, the strictest published.
 */
export const distributionPoints: EndpointLimits = {
  compressedBytes: 512_000,
  uncompressedBytes: 5_242_880,
  encodings: ['identity', 'deflate'],
  contentTypes: ['text/json', 'application/json'],
};

/**
 * What one v2 payload may carry:
 * https://github.com/DataDog/datadog-agent/blob/main/pkg/config/setup/config.go, serializer_max_series_points_per_payload.
 */
export const POINTS_PER_PAYLOAD = 10_000;

/** https://docs.datadoghq.com/api/latest/metrics/#submit-metrics: at most 10 minutes ahead and 1 hour behind. */
export const SECONDS_AHEAD = 600;
export const SECONDS_BEHIND = 3_600;

/** https://docs.datadoghq.com/metrics/custom_metrics/#naming-custom-metrics */
export const DOCUMENTED_NAME_LENGTH = 200;

/** https://github.com/DataDog/saluki/blob/main/test/antithesis/intake/README.md: Pyld10, 13, 18, 19, 23. */
export const NAME_BYTES = 350;
export const TAGS_PER_SERIES = 100;
export const RESOURCES_PER_SERIES = 500;
export const HOST_BYTES = 255;
export const TAG_BYTES = 200;

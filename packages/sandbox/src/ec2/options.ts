/** How the stand-in of AWS behaves. */
export interface AwsOptions {
  /** The account of each access key id; a key that is not listed is refused. */
  readonly keys: Readonly<Record<string, string>>;
  /** IAM actions that are refused, such as `ec2:DescribeVolumes`; `222222222222/ec2:*` refuses in one account only. */
  readonly denied?: readonly string[];
  /** The most rows a page has, whatever is asked for. */
  readonly pageSize?: number;
  /** The most datapoints that a page of GetMetricData has; a metric may be spread over pages. */
  readonly pointsPerPage?: number;
}

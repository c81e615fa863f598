import { startStandIn } from '@metta-dd/local-datadog';
import { EXTERNAL_ID, generateAwsWorld, ROLE_NAME } from '../ec2/generate/generate-aws-world.js';
import { awsHandler } from '../ec2/handler.js';
import type { Service } from './service.js';

const ACCESS_KEY_ID = 'AKIASANDBOX00METTADD';
const SECRET_ACCESS_KEY = 'b41f7c93e05a28d6kQ9vTz3mWn8xYp2LrHsJd0Ue';

/** EC2 with CloudWatch, prices, roles and Secrets Manager, for two accounts. */
export const ec2: Service = async ({ at, seed, port, latencyMs }) => {
  const world = generateAwsWorld({ at, seed });
  const [home, ...others] = world.accounts;
  const keys = { [ACCESS_KEY_ID]: home?.id ?? '' };
  const standIn = await startStandIn({ handler: awsHandler(world, { keys }), now: at, port, latencyMs });
  const roles = others.map(({ id }) => ({ roleArn: `arn:aws:iam::${id}:role/${ROLE_NAME}`, externalId: EXTERNAL_ID }));
  return {
    url: standIn.url,
    standIn,
    env: {
      AWS_ENDPOINT_URL: standIn.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY: SECRET_ACCESS_KEY,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    configuration: { collectors: { ec2: { accounts: [{}, ...roles] } } },
  };
};

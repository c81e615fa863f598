import { createHash } from 'node:crypto';
import type { Answer, Handler, Request } from '@metta-dd/local-datadog';
import { type AwsCall, readCall } from './call.js';
import { answerCloudWatch } from './cloud-watch-service.js';
import { answerEc2 } from './ec2-service.js';
import type { AwsOptions } from './options.js';
import { answerPricing } from './pricing-service.js';
import { AwsRefusal } from './refusal.js';
import { answerSecrets } from './secrets-service.js';
import { answerSts } from './sts-service.js';
import type { AwsWorld } from './world.js';
import { type Content, xmlDocument } from './xml.js';

const EC2_NAMESPACE = 'http://ec2.amazonaws.com/doc/2016-11-15/';
const STS_NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';
const JSON_TYPES: Readonly<Record<string, string>> = { cloudwatch: 'application/x-amz-json-1.0' };

/** EC2, STS, CloudWatch, the price list and Secrets Manager behind one URL, as the SDKs speak with them. */
export function awsHandler(world: AwsWorld, options: AwsOptions): Handler {
  return (request, { now }) => {
    try {
      const call = readCall(request, world, options);
      return call && answerOf(call, { world, now, options, id: requestId(request) });
    } catch (error) {
      if (error instanceof AwsRefusal) return refusalOf(request, error);
      throw error;
    }
  };
}

interface Answering {
  readonly world: AwsWorld;
  readonly now: Date;
  readonly options: AwsOptions;
  readonly id: string;
}

function answerOf(call: AwsCall, { world, now, options, id }: Answering): Answer | undefined {
  switch (call.service) {
    case 'ec2':
      return xml(call, EC2_NAMESPACE, id, answerEc2(call, world, options));
    case 'sts': {
      const result = answerSts(call, world);
      const wrapped = result && {
        [`${call.operation}Result`]: result,
        ResponseMetadata: { RequestId: id },
      };
      return xml(call, STS_NAMESPACE, id, wrapped, {});
    }
    case 'cloudwatch':
      return json(call, id, answerCloudWatch(call, now, options));
    case 'pricing':
      return json(call, id, answerPricing(call, world, options));
    case 'secretsmanager':
      return json(call, id, answerSecrets(call, world));
    default:
      return undefined;
  }
}

function xml(
  { operation }: AwsCall,
  namespace: string,
  id: string,
  content: Record<string, Content> | undefined,
  head: Record<string, Content> = { requestId: id },
): Answer | undefined {
  return (
    content && {
      status: 200,
      headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': id },
      body: xmlDocument(`${operation}Response`, namespace, { ...head, ...content }),
    }
  );
}

function json({ service }: AwsCall, id: string, body: object | undefined): Answer | undefined {
  const type = JSON_TYPES[service] ?? 'application/x-amz-json-1.1';
  return body && { status: 200, headers: { 'content-type': type, 'x-amzn-requestid': id }, body };
}

function refusalOf(request: Request, { status, code, message }: AwsRefusal): Answer {
  const id = requestId(request);
  const isJson = request.headers['x-amz-target'] !== undefined;
  if (isJson)
    return {
      status,
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': id, 'x-amzn-errortype': code },
      body: { __type: code, message },
    };
  const isSts = request.body.includes('Version=2011-06-15');
  const body = isSts
    ? xmlDocument('ErrorResponse', STS_NAMESPACE, {
        Error: { Type: 'Sender', Code: code, Message: message },
        RequestId: id,
      })
    : `<?xml version="1.0" encoding="UTF-8"?>\n${errors(code, message, id)}`;
  return { status, headers: { 'content-type': 'text/xml;charset=UTF-8' }, body };
}

function errors(code: string, message: string, id: string): string {
  const text = message.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<Response><Errors><Error><Code>${code}</Code><Message>${text}</Message></Error></Errors><RequestID>${id}</RequestID></Response>`;
}

function requestId({ body }: Request): string {
  const digest = createHash('sha256').update(body).digest('hex');
  return [8, 12, 16, 20, 32].map((end, part) => digest.slice([0, 8, 12, 16, 20][part], end)).join('-');
}

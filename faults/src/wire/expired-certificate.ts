import { generateKeyPairSync, sign } from 'node:crypto';

/** A certificate of 127.0.0.1, its own authority, that expired long ago; PEM. */
export function expiredCertificate(): { readonly cert: string; readonly key: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const name = sequence(element(SET, sequence(COMMON_NAME, element(UTF8, Buffer.from('expired')))));
  const validity = sequence(time('200101000000Z'), time('200102000000Z'));
  const address = sequence(element(IP_ADDRESS, Buffer.from([127, 0, 0, 1])));
  const extensions = element(EXTENSIONS, sequence(sequence(ALTERNATIVE_NAME, element(OCTETS, address))));
  const signed = sequence(
    element(VERSION, element(INTEGER, Buffer.from([2]))),
    element(INTEGER, Buffer.from([1])),
    ECDSA_SHA256,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    extensions,
  );
  const signature = element(BITS, Buffer.from([0]), sign('sha256', signed, privateKey));
  const der = sequence(signed, ECDSA_SHA256, signature).toString('base64').replace(/.{64}/g, '$&\n');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${der}\n-----END CERTIFICATE-----\n`,
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  };
}

// Tags of DER: https://www.rfc-editor.org/rfc/rfc5280#appendix-A
const INTEGER = 0x02;
const BITS = 0x03;
const OCTETS = 0x04;
const OBJECT = 0x06;
const UTF8 = 0x0c;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
const IP_ADDRESS = 0x87;

const COMMON_NAME = element(OBJECT, Buffer.from('550403', 'hex'));
const ALTERNATIVE_NAME = element(OBJECT, Buffer.from('551d11', 'hex'));
const ECDSA_SHA256 = sequence(element(OBJECT, Buffer.from('2a8648ce3d040302', 'hex')));

function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(SEQUENCE, ...parts);
}

function time(text: string): Buffer {
  return element(UTC_TIME, Buffer.from(text));
}

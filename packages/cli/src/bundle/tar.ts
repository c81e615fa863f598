/** A file in an archive; its name has at most 100 letters of ASCII. */
export interface TarFile {
  readonly name: string;
  readonly content: string;
}

const BLOCK = 512;

/** An uncompressed archive in the ustar format: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html */
export function tarOf(files: readonly TarFile[], modified: Date): Buffer {
  const parts = files.flatMap(({ name, content }) => {
    const bytes = Buffer.from(content);
    return [header(name, bytes.length, modified), bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

function header(name: string, size: number, modified: Date): Buffer {
  if (!/^[\x20-\x7e]{1,100}$/.test(name)) throw new RangeError(`cannot archive a file of the name "${name}"`);
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0, 'ascii');
  block.write(octal(0o600, 7), 100, 'ascii');
  block.write(octal(0, 7), 108, 'ascii');
  block.write(octal(0, 7), 116, 'ascii');
  block.write(octal(size, 11), 124, 'ascii');
  block.write(octal(Math.floor(modified.getTime() / 1000), 11), 136, 'ascii');
  // The sum counts its own place as spaces.
  block.fill(' ', 148, 156);
  block.write('0', 156, 'ascii');
  block.write('ustar\0', 257, 'ascii');
  block.write('00', 263, 'ascii');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148, 'ascii');
  return block;
}

const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0');

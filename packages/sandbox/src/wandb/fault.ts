/** What makes the server answer 500. */
export class ServerFault extends Error {
  override readonly name = 'ServerFault';
}

#!/usr/bin/env node
// What lies between the program and the fake, for tests: TLS before a fake (`--tls CERT KEY --to URL`), or an HTTP proxy
// (`--proxy`, with `--auth USER:PASSWORD`, and `--refuse STATUS` or `--close`). It prints `listening HOST:PORT`, then what a
// proxy was asked for, a line each, and ends when standard input is closed.

import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { parseArgs } from 'node:util';

const text = { type: 'string' };
const flag = { type: 'boolean' };
const { values } = parseArgs({ options: { tls: text, key: text, to: text, proxy: flag, auth: text, refuse: text, close: flag } });
process.stdin.resume().on('end', () => process.exit(0)).on('error', () => process.exit(0));

const server = values.proxy ? proxy() : terminator();
server.listen(0, '127.0.0.1', () => console.log(`listening 127.0.0.1:${server.address().port}`));

/** Both ends live and die together. */
function join(one, other) {
  one.pipe(other).pipe(one);
  for (const [from, to] of [[one, other], [other, one]]) from.on('error', () => to.destroy()).on('close', () => to.destroy());
}

function terminator() {
  const { hostname, port } = new URL(values.to);
  const [cert, key] = [values.tls, values.key].map((file) => readFileSync(file));
  return createTlsServer({ cert, key }, (socket) => join(socket, connect(port, hostname))).on('tlsClientError', () => {});
}

function proxy() {
  const allowed = ({ headers }) => {
    const expected = values.auth && `Basic ${Buffer.from(values.auth).toString('base64')}`;
    return !expected || headers['proxy-authorization'] === expected;
  };
  const status = (incoming) => (allowed(incoming) ? Number(values.refuse ?? 200) : 407);
  const listener = (incoming, response) => {
    console.log(`${incoming.method} ${incoming.url}`);
    if (status(incoming) !== 200) return response.writeHead(status(incoming)).end();
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    const onward = request(incoming.url, { method: incoming.method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    return incoming.pipe(onward);
  };
  return createServer(listener).on('connect', (incoming, socket) => {
    console.log(`CONNECT ${incoming.url}`);
    if (values.close) return socket.destroy();
    if (status(incoming) !== 200) return socket.end(`HTTP/1.1 ${status(incoming)} No\r\ncontent-length: 0\r\n\r\n`);
    const [host, port] = incoming.url.split(':');
    const onward = connect(port, host === 'localhost' ? '127.0.0.1' : host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      join(socket, onward);
    });
    return onward.on('error', () => socket.destroy());
  });
}

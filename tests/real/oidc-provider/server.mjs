// A real oidc-provider on loopback, for tests/real/oidc-provider.sh. Accounts are whatever name signs in;
// tokens live in memory and die with the process.
//
//   node server.mjs [--port N]
//
// Prints "READY PORT" when it listens; ends on SIGTERM or SIGINT. The issuer is http://127.0.0.1:PORT. Two
// public clients have the device grant, and refresh tokens that are good once: "backin", and "hasty", whose
// codes and access tokens live for seconds. A person approves a device on the pages that oidc-provider has
// for development. Besides them:
//   GET /used              the refresh tokens that were used, in order; one used twice ends its grant
//   GET /revoke?of=NAME    ends all that was ever granted to that account, as an administrator would
import "./globals.mjs";

import { createServer } from "node:http";
import { parseArgs } from "node:util";

// Not a plain import: those come before anything of this file.
const { Provider } = await import("oidc-provider");

const { values: options } = parseArgs({ options: { port: { type: "string", default: "0" } } });

const DEVICE = "urn:ietf:params:oauth:grant-type:device_code";
const makeClient = (id) => ({
  client_id: id,
  client_name: id,
  application_type: "native",
  token_endpoint_auth_method: "none",
  grant_types: [DEVICE, "refresh_token"],
  response_types: [],
  redirect_uris: [],
});
const seconds = (usual, hasty) => (context, token, client) => client.clientId === "hasty" ? hasty : usual;

function makeProvider(issuer) {
  return new Provider(issuer, {
    clients: [makeClient("backin"), makeClient("hasty")],
    cookies: { keys: ["a-fixed-key-is-fine-for-a-server-that-lives-in-a-test"] },
    claims: { openid: ["sub"], email: ["email"] },
    findAccount: (context, id) => ({ accountId: id, claims: () => ({ sub: id, email: id }) }),
    features: { deviceFlow: { enabled: true }, devInteractions: { enabled: true }, revocation: { enabled: true } },
    rotateRefreshToken: true,
    ttl: {
      AccessToken: seconds(3600, 20),
      DeviceCode: seconds(600, 7),
      Grant: 86400,
      IdToken: 3600,
      Interaction: 600,
      RefreshToken: 86400,
      Session: 86400,
    },
  });
}

// What the tests want to know of the server's inside, by the events that it emits.
const used = [];
const granted = new Map();
function watch(provider) {
  provider.on("refresh_token.consumed", (token) => used.push(token.jti));
  provider.on("refresh_token.saved", (token) => {
    granted.set(token.accountId, [...(granted.get(token.accountId) ?? []), token.grantId]);
  });
}
async function revoke(provider, account) {
  for (const grant of granted.get(account) ?? []) {
    await provider.AccessToken.revokeByGrantId(grant);
    await provider.RefreshToken.revokeByGrantId(grant);
    await (await provider.Grant.find(grant))?.destroy();
  }
}

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.on(signal, () => process.exit(0));
}

let provider;
let handler;
const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://127.0.0.1");
  if (url.pathname === "/used") {
    response.end(JSON.stringify(used));
  } else if (url.pathname === "/revoke") {
    await revoke(provider, url.searchParams.get("of"));
    response.end("{}");
  } else {
    handler(request, response);
  }
});
server.listen(Number(options.port), "127.0.0.1", () => {
  const { port } = server.address();
  provider = makeProvider(`http://127.0.0.1:${port}`);
  watch(provider);
  handler = provider.callback();
  console.log(`READY ${port}`);
});

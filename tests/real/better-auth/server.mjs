// A real better-auth on loopback, for tests/real/better-auth.sh. Accounts, sessions and mails live in
// memory and die with the process.
//
//   node server.mjs [--port N] [--rate-limit] [--code-seconds N] [--link-seconds N]
//
// Prints "READY PORT" when it listens; ends on SIGTERM or SIGINT. Besides better-auth under /api/auth:
//   GET /outbox?to=EMAIL   the mails, newest first: to, subject, text, code, link, at
//   GET /totp?of=EMAIL     what the authenticator app of that account shows now: {"code": "123456"}
import "./globals.mjs";

import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { toNodeHandler } from "better-auth/node";
import { bearer, deviceAuthorization, emailOTP, twoFactor } from "better-auth/plugins";

const { values: options } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    "rate-limit": { type: "boolean", default: false },
    "code-seconds": { type: "string", default: "300" },
    "link-seconds": { type: "string", default: "3600" },
  },
});

// Accounts at the start. The second one has an authenticator app.
const PASSWORD = "first-Passw0rd";
const PLAIN = { name: "Field user", email: "field@staff.example", password: PASSWORD };
const WITH_APP = { name: "Desk user", email: "desk@staff.example", password: PASSWORD };

const outbox = [];
function mail(to, subject, text, rest) {
  outbox.unshift({ to, subject, text, code: null, link: null, at: new Date().toISOString(), ...rest });
}

const TABLES = ["user", "session", "account", "verification", "twoFactor", "deviceCode"];
const memory = Object.fromEntries(TABLES.map((table) => [table, []]));

function makeAuth(origin) {
  return betterAuth({
    baseURL: origin,
    secret: "a-fixed-secret-is-fine-for-a-server-that-lives-in-a-test",
    database: memoryAdapter(memory),
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: options["rate-limit"] },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: 8,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: Number(options["link-seconds"]),
      sendResetPassword: async ({ user, url }) => {
        mail(
          user.email,
          "Reset your password",
          `Hello,\n\nsomebody asked for a new password for this account. If it was you, open this link:\n\n${url}\n\n` +
            "If it was not you, nothing has changed.\n",
          { link: url },
        );
      },
    },
    plugins: [
      bearer(),
      twoFactor({ issuer: "backin test" }),
      emailOTP({
        disableSignUp: true,
        expiresIn: Number(options["code-seconds"]),
        sendVerificationOTP: async ({ email, otp }) => {
          mail(email, "Your code", `Hello,\n\nyour code is ${otp}. It is good for a few minutes.\n`, { code: otp });
        },
      }),
      deviceAuthorization({ expiresIn: "10min", interval: "2s" }),
    ],
  });
}

// Signs up, and for the second account turns the authenticator app on, as a person would.
async function makeAccounts(auth) {
  await auth.api.signUpEmail({ body: PLAIN });
  const { token } = await auth.api.signUpEmail({ body: WITH_APP });
  const headers = new Headers({ authorization: `Bearer ${token}` });
  const { totpURI } = await auth.api.enableTwoFactor({ headers, body: { password: WITH_APP.password } });
  const secret = secretOf(totpURI);
  const { code } = await auth.api.generateTOTP({ body: { secret } });
  await auth.api.verifyTOTP({ headers, body: { code } });
  return new Map([[WITH_APP.email, secret]]);
}

// The app's secret: base32 in the URI, plain where better-auth computes codes itself.
function secretOf(uri) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  let bits = "";
  for (const letter of new URL(uri).searchParams.get("secret").replaceAll("=", "")) {
    bits += alphabet.indexOf(letter).toString(2).padStart(5, "0");
  }
  const bytes = bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2));
  return Buffer.from(bytes).toString("utf8");
}

function sendJson(response, value) {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

let auth;
let handler;
let apps;
const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://127.0.0.1");
  if (url.pathname === "/outbox") {
    const to = url.searchParams.get("to");
    sendJson(response, outbox.filter((one) => !to || one.to === to));
  } else if (url.pathname === "/totp") {
    sendJson(response, await auth.api.generateTOTP({ body: { secret: apps.get(url.searchParams.get("of")) } }));
  } else {
    handler(request, response);
  }
});

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.on(signal, () => process.exit(0));
}

server.listen(Number(options.port), "127.0.0.1", async () => {
  const { port } = server.address();
  auth = makeAuth(`http://127.0.0.1:${port}`);
  handler = toNodeHandler(auth);
  apps = await makeAccounts(auth);
  console.log(`READY ${port}`);
});

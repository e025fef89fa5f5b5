// A real provider on loopback for tests: node provider.mjs <port> <address of the console> <node_modules>
// Whoever signs in types a name and any password; people.json says what it tells of them. It ends with its stdin.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [, , port, console_, modules] = process.argv;
const { default: Provider } = await import(pathToFileURL(`${modules}/oidc-provider/lib/index.js`).href);
const people = JSON.parse(readFileSync(new URL("people.json", import.meta.url), "utf-8"));

const provider = new Provider(`http://localhost:${port}`, {
  clients: [
    {
      client_id: "testme:console",
      client_secret: "a secret / of + the client",
      redirect_uris: [`${console_}/sign-in/oidc/back`],
      post_logout_redirect_uris: [`${console_}/sign-in`],
      backchannel_logout_uri: `${console_}/sign-in/oidc/out`,
      backchannel_logout_session_required: true,
    },
  ],
  cookies: { keys: ["of this run alone"] },
  scopes: ["openid", "profile", "groups"],
  claims: { openid: ["sub"], profile: ["name", "preferred_username"], groups: ["groups"] },
  pkce: { required: () => true },
  features: {
    devInteractions: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    backchannelLogout: { enabled: true },
  },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
  // It would tell nobody on loopback.
  fetch: (url, { dispatcher, ...options }) => fetch(url, options),
  // Nobody is asked for consent.
  async loadExistingGrant({ oidc }) {
    const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope("openid profile groups");
    await grant.save();
    return grant;
  },
});
provider.listen(Number(port), "127.0.0.1", () => process.stdout.write("ready\n"));
process.stdin.resume().on("end", () => process.exit(0));

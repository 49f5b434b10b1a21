import express, { type Express, type RequestHandler } from "express";
import { accountEndpoints } from "./account/routes.ts";
import { auditEndpoints } from "./audit/routes.ts";
import { bulkEndpoints } from "./bulk/routes.ts";
import { commentEndpoints } from "./comments/routes.ts";
import { commentVersionEndpoints } from "./comments/versions/routes.ts";
import type { Endpoint } from "./contract/endpoint.ts";
import { countEndpoints } from "./counts/routes.ts";
import { mountDocs } from "./docs/mount.ts";
import { mountTicketLinks } from "./docs/ticket-links.ts";
import { eventEndpoints } from "./events/routes.ts";
import { mountHealth } from "./http/health.ts";
import { accessLog } from "./http/middleware/access-log.ts";
import { crossOrigin } from "./http/middleware/cross-origin.ts";
import { requestId } from "./http/middleware/request-id.ts";
import { requireHost } from "./http/middleware/require-host.ts";
import { setSecurityHeaders } from "./http/middleware/security-headers.ts";
import { createProxyTrust } from "./http/middleware/trusted-proxies.ts";
import { parseQuery } from "./http/parse-query.ts";
import { notFound, problemHandler } from "./http/responses/problem-handler.ts";
import { createRouter } from "./http/routing.ts";
import { mountUnsubscribe } from "./http/unsubscribe.ts";
import type { Instance } from "./instance.ts";
import { labelEndpoints } from "./labels/routes.ts";
import { memberEndpoints } from "./members/routes.ts";
import { markdownEndpoints } from "./mentions/routes.ts";
import { notificationEndpoints } from "./notifications/routes.ts";
import { notificationSettingsEndpoints } from "./notifications/settings/routes.ts";
import { mountAccountPages } from "./pages/mount.ts";
import { projectEndpoints } from "./projects/routes.ts";
import { instanceEndpoints } from "./server-info/routes.ts";
import { serviceAccountEndpoints } from "./service-accounts/routes.ts";
import { sessionEndpoints } from "./sessions/routes.ts";
import { claimEndpoints } from "./tickets/claims/routes.ts";
import { ticketEndpoints } from "./tickets/routes.ts";
import { ticketVersionEndpoints } from "./tickets/versions/routes.ts";
import { personalNotificationSettingsEndpoints } from "./users/notification-settings/routes.ts";
import { userEndpoints } from "./users/routes.ts";
import { watchEndpoints } from "./watches/routes.ts";
import { mountWeb } from "./web/mount.ts";
import { workflowEndpoints } from "./workflows/routes.ts";
import { workspaceEndpoints } from "./workspaces/routes.ts";

/** Every operation of the API, slice by slice, in the order in which their paths are tried. */
export const endpoints: readonly Endpoint[] = [
  ...instanceEndpoints,
  ...userEndpoints,
  ...personalNotificationSettingsEndpoints,
  ...sessionEndpoints,
  ...accountEndpoints,
  ...workspaceEndpoints,
  ...memberEndpoints,
  ...serviceAccountEndpoints,
  // Before the tickets, where `bulk` and `counts` would match as a ticket's ID.
  ...bulkEndpoints,
  ...countEndpoints,
  ...claimEndpoints,
  ...ticketEndpoints,
  ...ticketVersionEndpoints,
  ...labelEndpoints,
  ...markdownEndpoints,
  ...commentEndpoints,
  ...watchEndpoints,
  ...commentVersionEndpoints,
  ...notificationSettingsEndpoints,
  ...notificationEndpoints,
  ...workflowEndpoints,
  ...projectEndpoints,
  ...eventEndpoints,
  ...auditEndpoints,
];

/** The whole HTTP surface: the operations, the probes, the app in the browser, the contract and its pages. */
export function createApp(instance: Instance): Express {
  const { config, log } = instance;
  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);
  app.set("query parser", parseQuery);
  const isTrusted = createProxyTrust(config.trustProxy);
  app.set("trust proxy", isTrusted);

  app.use(requestId(isTrusted) as RequestHandler);
  app.use(accessLog(instance));
  app.use(setSecurityHeaders as RequestHandler);
  app.use(crossOrigin(config.corsOrigins));
  app.use(requireHost as RequestHandler);
  app.use(createRouter(instance, endpoints));
  mountHealth(app, instance);
  mountUnsubscribe(app, instance);
  mountWeb(app, instance);
  mountDocs(app, instance, endpoints);
  mountTicketLinks(app, instance);
  mountAccountPages(app, instance);
  app.use(notFound);
  app.use(problemHandler({ publicUrl: config.publicUrl, log, unsent: instance.unsent }));
  return app;
}

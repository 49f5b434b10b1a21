import { endpoint } from "../contract/endpoint.ts";
import { readInstance } from "./read.ts";
import { InstanceInfo } from "./schemas.ts";

export const instanceEndpoints = [
  endpoint("GET", "/v1/instance", {
    operation: "getInstance",
    summary: "Get what a sign-in page needs to know about this server",
    permission: "anyone",
    optionalToken: true,
    response: InstanceInfo,
    read: async (_db, { instance, principal }) => readInstance(instance.config, principal),
  }),
];

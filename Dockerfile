# Not built or run yet: docs/containers.md says which parts were tried without Docker.

# A tag may name another image tomorrow. docs/containers.md says how to pin it by its digest.
ARG NODE_IMAGE=node:24-slim

FROM ${NODE_IMAGE} AS libraries
WORKDIR /opt/slacky
COPY package.json package-lock.json .npmrc ./
RUN npm ci --workspaces=false --omit=dev --omit=optional --engine-strict

# The app in the browser. The bundler's program is an optional package of this platform.
FROM ${NODE_IMAGE} AS app
WORKDIR /opt/slacky
COPY package.json package-lock.json .npmrc ./
RUN npm ci --workspaces=false --omit=dev --engine-strict
COPY client client
COPY dev/web.ts dev/web.ts
COPY dev/web dev/web
COPY web web
RUN node dev/web.ts

FROM ${NODE_IMAGE}
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /opt/slacky
COPY --from=libraries /opt/slacky/node_modules node_modules
COPY package.json LICENSE ./
COPY migrations migrations
COPY bin bin
COPY src src
COPY --from=app /opt/slacky/web/dist web/dist
# By number, the image's own user `node`: Kubernetes cannot see whether a name is root.
USER 1000:1000
EXPOSE 3000
# The same room for young objects that bin/slacky gives.
ENTRYPOINT ["node", "--max-semi-space-size=16", "bin/slacky.ts"]
CMD ["api"]

# One image, two processes: `node operator/main.ts` (the default) and `node bot/main.ts`. Node 24 runs the TypeScript as it stands, so
# there is nothing to compile but the page of the dashboard, and nothing in it depends on the processor. What runs while it is built runs on the
# builder's own, so that no emulation is needed for another: docker buildx build --platform linux/amd64,linux/arm64 .
# What it stands on in the end, for those who have one of their own.
ARG RUNTIME=node:24-bookworm-slim

FROM --platform=$BUILDPLATFORM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# No tests, no demo, no optional binaries, no install scripts of other people.
RUN npm ci --omit=dev --omit=optional --workspaces=false --ignore-scripts --no-audit --no-fund
# What natural drags along (database clients, WordNet) and what only editors read goes too.
COPY scripts/prune.ts scripts/sbom.ts scripts/
# What stays is listed in a bill of materials that the image carries: CycloneDX, /app/sbom.cdx.json.
RUN node scripts/prune.ts && node scripts/sbom.ts > sbom.cdx.json

FROM --platform=$BUILDPLATFORM node:24-bookworm-slim AS dashboard
WORKDIR /app
COPY package.json package-lock.json tsconfig.json ./
RUN npm ci --workspaces=false --ignore-scripts --no-audit --no-fund
COPY api api
COPY engine/domain.ts engine/
COPY dashboard dashboard
RUN node node_modules/vite/bin/vite.js build dashboard

FROM ${RUNTIME}
# SQLite's module still warns at every start, on the stream that our JSON log lines go to.
# glibc keeps an arena of memory for each thread, and gives little of it back: with a thousand log streams one arena took 495 MB where many took 534.
ENV NODE_ENV=production MALLOC_ARENA_MAX=1 NODE_OPTIONS="--disable-warning=ExperimentalWarning --max-semi-space-size=8"
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json LICENSE ./
COPY --from=packages /app/sbom.cdx.json ./
COPY api api
COPY engine engine
COPY operator operator
COPY bot bot
COPY --from=dashboard /app/dashboard/dist dashboard/dist
# By number, so that Kubernetes can check runAsNonRoot. Writes nothing but /data and /run/logdetector, which are mounted.
USER 1000:1000
EXPOSE 8081 8082
ENTRYPOINT ["node"]
CMD ["operator/main.ts"]

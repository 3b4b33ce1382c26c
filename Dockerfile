# One image, two processes: `node operator/main.ts` (the default) and `node bot/main.ts`. Node 24 runs the TypeScript as it stands, so
# there is nothing to compile, and nothing in it depends on the processor: docker buildx build --platform linux/amd64,linux/arm64 .
FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# No tests, no demo, no optional binaries, no install scripts of other people.
RUN npm ci --omit=dev --omit=optional --workspaces=false --ignore-scripts --no-audit --no-fund
# What natural drags along (database clients, WordNet) and what only editors read goes too.
COPY scripts/prune.ts scripts/
RUN node scripts/prune.ts

FROM node:24-bookworm-slim
# SQLite's module still warns at every start, on the stream that our JSON log lines go to.
ENV NODE_ENV=production NODE_OPTIONS="--disable-warning=ExperimentalWarning --max-semi-space-size=8"
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json LICENSE ./
COPY api api
COPY engine engine
COPY operator operator
COPY bot bot
# By number, so that Kubernetes can check runAsNonRoot. Writes nothing but /data and /run/logdetector, which are mounted.
USER 1000:1000
EXPOSE 8081
ENTRYPOINT ["node"]
CMD ["operator/main.ts"]

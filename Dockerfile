# The image of Sallyport: both programs, the libraries that they load, the CA roots, and no more.
# ./dev image makes it without a registry; `docker build .` and `buildah build .` do by themselves.

# Any Debian 12. One that has the packages already, as the stage `tools` has, needs no network.
ARG BASE=debian:12-slim
ARG VERSION=0.1.0
ARG REVISION=unknown

# On the machine's own architecture, for that of the image: `--platform linux/arm64` cross-compiles.
FROM --platform=${BUILDPLATFORM} ${BASE} AS tools
ARG TARGETARCH
COPY lib/packages lib/image/packages.sh /tools/
RUN packages=$(/tools/packages.sh "${TARGETARCH:-$(dpkg --print-architecture)}" /tools/packages) && \
    if ! dpkg-query --status $packages >/dev/null 2>&1; then \
      export DEBIAN_FRONTEND=noninteractive && \
      dpkg --add-architecture "${TARGETARCH:-$(dpkg --print-architecture)}" && \
      apt-get update && \
      apt-get upgrade --yes && \
      apt-get install --yes --no-install-recommends $packages && \
      rm -rf /var/lib/apt/lists /var/cache/apt /var/log/apt /var/log/dpkg.log; \
    fi

FROM tools AS sources
ARG VERSION
COPY . /src
RUN test "${VERSION}" = "$(cat /src/VERSION)"

FROM sources AS build
ARG VERSION
ARG REVISION
ARG SOURCE_DATE_EPOCH=0
ARG TARGETARCH
RUN --mount=type=cache,id=sallyport-ccache,target=/ccache \
    export CCACHE_DIR=/ccache && \
    /src/lib/image/compile.sh "${TARGETARCH:-$(dpkg --print-architecture)}" /src /build \
      sallyport-controller sallyport-sidecar && \
    /src/lib/image/assemble.sh /build /root-of-image

# The plugin of kubectl, packed: `docker build --target plugin --output FOLDER .`
FROM sources AS build-plugin
ARG VERSION
ARG REVISION
ARG SOURCE_DATE_EPOCH=0
ARG TARGETARCH
RUN --mount=type=cache,id=sallyport-ccache,target=/ccache \
    export CCACHE_DIR=/ccache && \
    /src/lib/image/compile.sh "${TARGETARCH:-$(dpkg --print-architecture)}" /src /build kubectl-sallyport && \
    mkdir /packed && /src/lib/image/plugin.sh /build \
      "/packed/kubectl-sallyport-linux-${TARGETARCH:-$(dpkg --print-architecture)}.tar.gz"

FROM scratch AS plugin
COPY --from=build-plugin /packed/ /

FROM scratch
ARG VERSION
ARG REVISION
LABEL org.opencontainers.image.title="sallyport" \
      org.opencontainers.image.description="TLS certificates for Kubernetes by ACME HTTP-01: controller and sidecar" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.base.name="scratch"
COPY --from=build /root-of-image/ /
ENV PATH=/usr/bin
USER 65532:65532
CMD ["sallyport-controller"]

# payaudit in a container, built from this tree:
#   docker build -t payaudit .
#   docker run --rm -v "$PWD:/tree:ro" payaudit check
FROM debian:12.11-slim@sha256:b1a741487078b369e78119849663d7f1a5341ef2768798f7b7406c4240f86aef AS build
WORKDIR /payaudit
# What the build needs first, so that another commit does not install it again.
COPY ci/setup ci/
COPY package.json package-lock.json .npmrc ./
RUN ci/setup
COPY . .
RUN ci/package && cp build/release/payaudit_*.deb /payaudit.deb

FROM debian:12.11-slim@sha256:b1a741487078b369e78119849663d7f1a5341ef2768798f7b7406c4240f86aef
COPY --from=build /payaudit.deb /tmp/payaudit.deb
# git, for what a change is compared with; a mounted tree is of another user.
RUN apt-get update \
 && apt-get install -y --no-install-recommends git \
 && dpkg -i /tmp/payaudit.deb \
 && rm -rf /tmp/payaudit.deb /var/lib/apt/lists/* \
 && git config --system --add safe.directory '*' \
 && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin payaudit
USER 10001
WORKDIR /tree
ENTRYPOINT ["payaudit"]
CMD ["check"]

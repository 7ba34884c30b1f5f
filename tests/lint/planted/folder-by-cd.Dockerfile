# planted: hadolint: DL3003
FROM docker.io/library/debian:bookworm
RUN cd /src && make

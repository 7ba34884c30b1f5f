# planted: none
FROM scratch AS release
ARG TARGETARCH
COPY --chmod=0755 dist/linux/${TARGETARCH}/holdpoint /holdpoint
ENTRYPOINT ["/holdpoint"]

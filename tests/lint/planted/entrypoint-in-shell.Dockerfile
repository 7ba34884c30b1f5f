# planted: hadolint: DL3025
FROM scratch
COPY holdpoint /holdpoint
ENTRYPOINT /holdpoint

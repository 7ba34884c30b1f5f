# planted: hadolint: DL3006
FROM debian
COPY holdpoint /holdpoint
ENTRYPOINT ["/holdpoint"]

#!/usr/bin/env bash
# planted: shellcheck: SC2164
cd "$1"
rm -r ./*

#!/bin/sh
# What the tests use beside Python: Debian's Chromium, Firefox, PostgreSQL and Java. Installed when they are missing and we
# may; else said plainly, and the tests that need them say so again.
missing=""
command -v chromium >/dev/null || missing="chromium"
command -v firefox-esr >/dev/null || command -v firefox >/dev/null || missing="$missing firefox-esr"
command -v java >/dev/null || missing="$missing default-jre-headless"
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing="$missing postgresql"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing$missing…"
    apt-get update -qq >/dev/null 2>&1
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 && exit 0
fi
echo "NOT HERE:$missing. The tests that need them will be skipped. On Debian: sudo apt-get install $missing"
exit 0

#!/bin/sh
# Make the virtual environment with the newest Python there is, 3.11 or later.
set -eu
for python in python3.14 python3.13 python3.12 python3.11 python3; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        if "$python" -m venv "$1" 2>/dev/null; then
            exit 0
        fi
        # Debian keeps `venv` in a package of its own.
        rm -rf "$1"
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            apt-get update -qq && apt-get install -y -qq "python$version-venv" && "$python" -m venv "$1" && exit 0
        fi
        echo "$python has no working venv. On Debian or Ubuntu: apt-get install python$version-venv" >&2
        exit 1
    fi
done
echo "Python 3.11 or later is needed. On Debian or Ubuntu: apt-get install python3 python3-venv" >&2
exit 1

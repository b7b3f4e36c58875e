#!/bin/bash
# Node with a bound of FILE_LIMIT kilobytes on the files that it writes; what goes beyond fails as on a full disk.
trap '' XFSZ
ulimit -f "$FILE_LIMIT"
exec node "$@"

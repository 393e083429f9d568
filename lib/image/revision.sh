# What the sources here are, for a build that can be repeated.

source_time() { git log -1 --format=%ct 2>/dev/null || printf 0; }
revision() { git describe --always --dirty --abbrev=12 --exclude='*' 2>/dev/null || printf unknown; }

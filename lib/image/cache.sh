# What CMake found.

# of_cache BUILD NAME
of_cache() { sed -n "s/^$2:[A-Z]*=//p" "$1/CMakeCache.txt"; }

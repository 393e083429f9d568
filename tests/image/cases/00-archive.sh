# Small, and known to docker (manifest.json) as to containerd (index.json) by the name in our manifests.
size=$(image size "$ARCHIVE")
say "compressed: $size bytes"
expect_at_most "bytes of the image" "$size" 25000000
name=docker.io/library/sallyport:$VERSION
tar --extract --to-stdout --file "$ARCHIVE" manifest.json | grep -F "\"RepoTags\": [\"$name\"]"
tar --extract --to-stdout --file "$ARCHIVE" index.json | grep -F "\"io.containerd.image.name\": \"$name\""

#!/usr/bin/env python3
"""Makes one archive of an image's OCI layout, the same for the same image.

Usage: pack.py LAYOUT ARCHIVE NAME

The archive is an OCI layout (containerd, podman, skopeo) and has manifest.json besides, by which
every docker knows it. The SBOM in the image is written beside it. Prints the digest and the size
in bytes of what a registry would hold.
"""

import io
import json
import pathlib
import sys
import tarfile


def blob_path(descriptor):
    return "blobs/" + descriptor["digest"].replace(":", "/")


def described(layout, name):
    """The files of the archive, as path: bytes."""
    index = json.loads((layout / "index.json").read_text())
    (image,) = index["manifests"]
    image["annotations"] = {"io.containerd.image.name": name,
                            "org.opencontainers.image.ref.name": name.rpartition(":")[2]}
    manifest = json.loads((layout / blob_path(image)).read_text())
    layers = manifest["layers"]
    docker = [{"Config": blob_path(manifest["config"]), "RepoTags": [name],
               "Layers": [blob_path(layer) for layer in layers]}]
    size = image["size"] + sum(part["size"] for part in [manifest["config"], *layers])
    paths = [blob_path(part) for part in [image, manifest["config"], *layers]]
    files = {path: (layout / path).read_bytes() for path in [*paths, "oci-layout"]}
    files["index.json"] = json.dumps(index, sort_keys=True).encode()
    files["manifest.json"] = json.dumps(docker, sort_keys=True).encode()
    return files, image["digest"], size


def sbom_in(layer):
    with tarfile.open(fileobj=io.BytesIO(layer)) as tar:
        return tar.extractfile("usr/share/sbom/sallyport.spdx.json").read()


def main(layout, archive, name):
    files, digest, size = described(pathlib.Path(layout), name)
    (layer,) = json.loads(files["manifest.json"])[0]["Layers"]
    pathlib.Path(archive).with_suffix(".spdx.json").write_bytes(sbom_in(files[layer]))
    with tarfile.open(archive, "w", format=tarfile.USTAR_FORMAT) as tar:
        for path in sorted(files):
            entry = tarfile.TarInfo(path)
            entry.size = len(files[path])
            tar.addfile(entry, io.BytesIO(files[path]))
    print(digest, size)


if __name__ == "__main__":
    main(*sys.argv[1:])

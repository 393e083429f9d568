#!/usr/bin/env python3
"""Looks into the archive of an image.

Usage: image.py config ARCHIVE PATH        what the configuration says at PATH (a/b/c), as JSON
       image.py size ARCHIVE               bytes that a registry would hold; every digest is checked
       image.py list ARCHIVE               the files: mode, uid, gid, kind, path
       image.py unpack ARCHIVE FOLDER
       image.py sbom FOLDER SBOM           every file is in the SBOM as it is, and in a package
"""

import hashlib
import io
import json
import pathlib
import sys
import tarfile


class Archive:
    def __init__(self, path):
        self.tar = tarfile.open(path)
        (self.docker,) = json.load(self.tar.extractfile("manifest.json"))
        (self.image,) = json.load(self.tar.extractfile("index.json"))["manifests"]
        self.manifest = json.loads(self.blob(self.image))
        (layer,) = self.manifest["layers"]
        self.layer = tarfile.open(fileobj=io.BytesIO(self.blob(layer)))

    def blob(self, descriptor):
        content = self.tar.extractfile("blobs/" + descriptor["digest"].replace(":", "/")).read()
        assert "sha256:" + hashlib.sha256(content).hexdigest() == descriptor["digest"]
        assert len(content) == descriptor["size"]
        return content


def config(path, where):
    archive = Archive(path)
    found = json.loads(archive.blob(archive.manifest["config"]))
    for name in where.split("/"):
        found = found.get(name)
    print(json.dumps(found))


def size(path):
    archive = Archive(path)
    parts = [archive.image, archive.manifest["config"], *archive.manifest["layers"]]
    print(sum(len(archive.blob(part)) for part in parts))


def kind(entry):
    return "folder" if entry.isdir() else "file" if entry.isfile() else "link" if entry.issym() \
        else "other"


def list_files(path):
    for entry in Archive(path).layer:
        print(f"{entry.mode & 0o7777:04o}", entry.uid, entry.gid, kind(entry), "/" + entry.name.strip("/"))


def unpack(path, folder):
    Archive(path).layer.extractall(folder)


def sbom(root, path):
    document = json.loads(pathlib.Path(path).read_text())
    contained = {one["relatedSpdxElement"] for one in document["relationships"]
                 if one["relationshipType"] == "CONTAINS"}
    described = {entry["fileName"].removeprefix("."): entry for entry in document["files"]}
    for file in sorted(pathlib.Path(root).rglob("*")):
        name = "/" + str(file.relative_to(root))
        if file.is_symlink() or not file.is_file() or file.samefile(path):
            continue
        entry = described.pop(name, None)
        assert entry is not None, f"{name} is not in the SBOM"
        sums = {one["algorithm"]: one["checksumValue"] for one in entry["checksums"]}
        assert sums["SHA256"] == hashlib.sha256(file.read_bytes()).hexdigest(), name
        assert entry["SPDXID"] in contained, f"{name} is of no package"
    assert not described, f"not in the image: {sorted(described)}"


if __name__ == "__main__":
    {"config": config, "size": size, "list": list_files, "unpack": unpack, "sbom": sbom}[
        sys.argv[1]](*sys.argv[2:])

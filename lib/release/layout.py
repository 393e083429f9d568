#!/usr/bin/env python3
"""Makes and checks archives of OCI layouts, the same for the same content.

Usage: layout.py index ARCHIVE TAG IMAGE...        one index of the images of several architectures
       layout.py chart ARCHIVE TAG CHART.tgz JSON  a chart with its provenance, as `helm push` has it;
                                                   JSON is its Chart.yaml
       layout.py payloads ARCHIVE NAME FOLDER      what is to be signed: FOLDER/sha256-DIGEST.json for
                                                   each manifest; NAME is where it will be, without tag
       layout.py signatures ARCHIVE FOLDER         FOLDER's payloads, each with the bundle that cosign
                                                   made of it, as cosign stores signatures at registries
       layout.py artifacthub ARCHIVE FILE          what tells Artifact Hub whose the chart is
       layout.py check ARCHIVE                     every part is there and is what its digest says
       layout.py only ARCHIVE TAG [FILE...]        it holds one thing, of that tag, whose layers are the files
       layout.py digest ARCHIVE                    that of what it holds
       layout.py tags ARCHIVE                      each tag with its digest, one a line

What is wrong is said in one line, and the exit code is 1.
"""

import hashlib
import io
import json
import pathlib
import sys
import tarfile

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
REF_NAME = "org.opencontainers.image.ref.name"
MAX_BYTES = 500_000_000


class Broken(Exception):
    """The archive is not what it should be; the text says how."""


def as_bytes(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def digest_of(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


class Layout:
    """Blobs by digest, and the descriptors of index.json."""

    def __init__(self):
        self.blobs = {}
        self.entries = []

    def add(self, content, media_type, **more):
        self.blobs[digest_of(content)] = content
        return {"mediaType": media_type, "digest": digest_of(content), "size": len(content), **more}

    def tag(self, descriptor, name):
        self.entries.append({**descriptor, "annotations": {REF_NAME: name}})

    def read(self, descriptor):
        """The blob, which is what its descriptor says."""
        content = self.blobs.get(descriptor["digest"])
        if content is None:
            raise Broken(f"the part {descriptor['digest']} is not there")
        if digest_of(content) != descriptor["digest"] or len(content) != descriptor["size"]:
            raise Broken(f"the part {descriptor['digest']} holds something else: {digest_of(content)}, "
                         f"{len(content)} bytes")
        return content

    def manifests(self):
        """Each index and each manifest, with the descriptor by which it is known."""
        todo = list(self.entries)
        while todo:
            descriptor = todo.pop(0)
            body = json.loads(self.read(descriptor))
            todo += body.get("manifests", [])
            yield descriptor, body

    def write(self, path):
        files = {"blobs/" + digest.replace(":", "/"): blob for digest, blob in self.blobs.items()}
        files["oci-layout"] = as_bytes({"imageLayoutVersion": "1.0.0"})
        files["index.json"] = as_bytes({"schemaVersion": 2, "mediaType": INDEX,
                                        "manifests": self.entries})
        with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as tar:
            for name in sorted(files):
                entry = tarfile.TarInfo(name)
                entry.size = len(files[name])
                tar.addfile(entry, io.BytesIO(files[name]))


def check_names(members):
    """What another reader might take for another file."""
    seen = set()
    for member in members:
        name = member.name.removeprefix("./")
        if not member.isfile():
            raise Broken(f"{name} is no plain file")
        if name in seen:
            raise Broken(f"{name} is in it twice")
        seen.add(name)


def files_of(path):
    try:
        with tarfile.open(path) as tar:
            members = [member for member in tar if not member.isdir()]
            check_names(members)
            if sum(member.size for member in members) > MAX_BYTES:
                raise Broken(f"it holds more than {MAX_BYTES} bytes")
            return {member.name.removeprefix("./"): tar.extractfile(member).read()
                    for member in members}
    except (OSError, EOFError, tarfile.TarError) as error:
        raise Broken(f"it is no archive: {error}") from error


def load(path):
    files = files_of(path)
    if "index.json" not in files:
        raise Broken("it has no index.json, so it is no OCI layout")
    layout = Layout()
    layout.blobs = {name.removeprefix("blobs/").replace("/", ":"): content
                    for name, content in files.items() if name.startswith("blobs/")}
    layout.entries = json.loads(files["index.json"])["manifests"]
    return layout


def index(path, tag, *images):
    whole, manifests = Layout(), []
    for image in images:
        one = load(image)
        (descriptor,) = one.entries
        config = json.loads(one.read(json.loads(one.read(descriptor))["config"]))
        whole.blobs.update(one.blobs)
        platform = {"architecture": config["architecture"], "os": config["os"]}
        manifests.append({"mediaType": MANIFEST, "digest": descriptor["digest"],
                          "size": descriptor["size"], "platform": platform})
    content = as_bytes({"schemaVersion": 2, "mediaType": INDEX, "manifests": manifests})
    whole.tag(whole.add(content, INDEX), tag)
    whole.write(path)


def chart(path, tag, package, chart_json):
    whole, helm = Layout(), "application/vnd.cncf.helm."
    config = json.loads(pathlib.Path(chart_json).read_text())
    layers = [(package, helm + "chart.content.v1.tar+gzip"),
              (package + ".prov", helm + "chart.provenance.v1.prov")]
    body = {"schemaVersion": 2, "mediaType": MANIFEST,
            "config": whole.add(as_bytes(config), helm + "config.v1+json"),
            "layers": [whole.add(pathlib.Path(file).read_bytes(), kind) for file, kind in layers],
            "annotations": {"org.opencontainers.image.title": config["name"],
                            "org.opencontainers.image.version": config["version"],
                            "org.opencontainers.image.description": config["description"]}}
    whole.tag(whole.add(as_bytes(body), MANIFEST), tag)
    whole.write(path)


def artifacthub(path, file):
    whole, artifact_hub = Layout(), "application/vnd.cncf.artifacthub."
    layer = whole.add(pathlib.Path(file).read_bytes(), artifact_hub + "repository-metadata.layer.v1.yaml",
                      annotations={"org.opencontainers.image.title": "artifacthub-repo.yml"})
    body = {"schemaVersion": 2, "mediaType": MANIFEST, "layers": [layer],
            "config": whole.add(b"{}", artifact_hub + "config.v1+yaml")}
    whole.tag(whole.add(as_bytes(body), MANIFEST), "artifacthub.io")
    whole.write(path)


def signature_tag(digest):
    """Where cosign looks for the signature of what has this digest."""
    return digest.replace(":", "-") + ".sig"


def payloads(path, name, folder):
    for descriptor, _ in load(path).manifests():
        claim = {"critical": {"identity": {"docker-reference": name},
                              "image": {"docker-manifest-digest": descriptor["digest"]},
                              "type": "cosign container image signature"}, "optional": None}
        file = pathlib.Path(folder, signature_tag(descriptor["digest"])).with_suffix(".json")
        file.write_bytes(as_bytes(claim))


def signatures(path, folder):
    whole = Layout()
    for payload in sorted(pathlib.Path(folder).glob("sha256-*.json")):
        bundle = json.loads(payload.with_suffix(".bundle").read_text())
        signature = {"dev.cosignproject.cosign/signature": bundle["messageSignature"]["signature"]}
        layer = whole.add(payload.read_bytes(), "application/vnd.dev.cosign.simplesigning.v1+json",
                          annotations=signature)
        config = {"architecture": "", "config": {}, "created": "0001-01-01T00:00:00Z",
                  "history": [{"created": "0001-01-01T00:00:00Z"}], "os": "",
                  "rootfs": {"type": "layers", "diff_ids": [layer["digest"]]}}
        described = whole.add(as_bytes(config), "application/vnd.oci.image.config.v1+json")
        body = {"schemaVersion": 2, "mediaType": MANIFEST, "config": described, "layers": [layer]}
        whole.tag(whole.add(as_bytes(body), MANIFEST), payload.stem + ".sig")
    whole.write(path)


def check(path):
    layout = load(path)
    if not layout.entries:
        raise Broken("it holds nothing")
    for _, body in layout.manifests():
        for part in [body[name] for name in ("config",) if name in body] + body.get("layers", []):
            layout.read(part)


def tag_of(entry):
    return entry.get("annotations", {}).get(REF_NAME, "")


def only(path, tag, *files):
    """What is pushed is this alone; of a chart, what is beside it."""
    layout = load(path)
    found = [tag_of(entry) for entry in layout.entries]
    if found != [tag]:
        raise Broken(f"it holds the tags {', '.join(map(repr, found))} and not {tag!r} alone")
    layers = json.loads(layout.read(layout.entries[0])).get("layers", [])
    expected = [digest_of(pathlib.Path(file).read_bytes()) for file in files]
    if [layer["digest"] for layer in layers] != expected:
        raise Broken(f"its parts are not {' and '.join(map(str, files)) or 'those of an index'}")


def digest(path):
    (entry,) = load(path).entries
    print(entry["digest"])


def tags(path):
    for entry in load(path).entries:
        print(tag_of(entry), entry["digest"])


COMMANDS = {"index": index, "chart": chart, "payloads": payloads, "signatures": signatures,
            "artifacthub": artifacthub, "check": check, "only": only, "digest": digest, "tags": tags}

if __name__ == "__main__":
    try:
        COMMANDS[sys.argv[1]](*sys.argv[2:])
    except Broken as broken:
        sys.exit(f"error: {sys.argv[2]}: {broken}")
    except (AttributeError, KeyError, TypeError, ValueError) as wrong:
        sys.exit(f"error: {sys.argv[2]}: it is no OCI layout of ours: {wrong!r}")

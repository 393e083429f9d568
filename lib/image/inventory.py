#!/usr/bin/env python3
"""Writes down what an image, or the plugin of kubectl, is made of, in it.

Usage: inventory.py image ROOT BUILD
       inventory.py plugin FOLDER BUILD

ROOT is the image's root, assembled on the Debian that its libraries are of; BUILD is where ninja
built the programs. Adds to ROOT, for each Debian package with a file there, its copyright file with
the licences that it refers to, and its entry in var/lib/dpkg/status.d, by which scanners know it;
and usr/share/sbom/sallyport.spdx.json, in SPDX 2.3.

FOLDER has the plugin of kubectl, which has its libraries within. Adds the notice of each of them, and
kubectl-sallyport.spdx.json. VERSION, REVISION and SOURCE_DATE_EPOCH are taken from the environment.
"""

import datetime
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

SBOM = "usr/share/sbom/sallyport.spdx.json"
# Made when the package is installed, so dpkg does not know it.
MADE_BY = {"/etc/ssl/certs/ca-certificates.crt": "ca-certificates"}
IMAGE, PLUGIN = "sallyport", "kubectl-sallyport"


def output_of(*command):
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout


def owners(paths):
    """Of each path that a Debian package has put there, that package, as libc6:amd64; /usr
    or not is the same."""
    asked = {name for path in paths for name in (path, path.removeprefix("/usr"), "/usr" + path)}
    found = {}
    for line in output_of("dpkg-query", "--search", *sorted(asked)).splitlines():
        packages, _, path = line.partition(": ")
        if not packages.startswith("diversion "):
            found[path.removeprefix("/usr")] = packages.split(",")[0]
    return {path: found[path.removeprefix("/usr")] for path in paths
            if path.removeprefix("/usr") in found}


def files_in(root):
    return sorted("/" + str(path.relative_to(root)) for path in root.rglob("*")
                  if path.is_file() and not path.is_symlink())


def headers(build):
    """What the compiler read from outside our sources."""
    lines = output_of("ninja", "-C", build, "-t", "deps").splitlines()
    return sorted({line.strip() for line in lines if line.startswith("    /usr/")})


def archives(build):
    """The libraries that are linked into the plugin."""
    command = output_of("ninja", "-C", build, "-t", "commands", "-s", PLUGIN)
    return sorted(set(re.findall(r"/usr/lib/\S+\.a\b", command)))


def plain(package):
    """Its name without the architecture."""
    return package.partition(":")[0]


def in_root(root, path):
    target = root / path.lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def copy_notice(root, path):
    shutil.copyfile(path, in_root(root, path))


def notice_of(package):
    return f"/usr/share/doc/{plain(package)}/copyright"


def licences_of(notice):
    """The files of Debian's that this notice refers to."""
    text = pathlib.Path(notice).read_text(errors="replace")
    return sorted(filter(os.path.isfile,
                         set(re.findall(r"/usr/share/common-licenses/[\w.-]*\w", text))))


def add_notices(root, package):
    """Returns what is now there of the package, besides licences that it shares."""
    notice, status = notice_of(package), f"/var/lib/dpkg/status.d/{plain(package)}"
    copy_notice(root, notice)
    for licence in licences_of(notice):
        copy_notice(root, licence)
    in_root(root, status).write_text(output_of("dpkg-query", "--status", package))
    return {notice: package, status: package}


def licence_names(package):
    text = pathlib.Path(notice_of(package)).read_text(errors="replace")
    return sorted(set(re.findall(r"^License: *(\S.*\S)", text, re.MULTILINE)))


def reference(kind, name):
    return f"SPDXRef-{kind}-" + re.sub(r"[^A-Za-z0-9.-]", "-", name)


def debian_package(package):
    version, architecture, homepage = output_of(
        "dpkg-query", "--show", "--showformat=${Version}|${Architecture}|${Homepage}",
        package).split("|")
    name = plain(package)
    url = f"pkg:deb/debian/{name}@{version.replace('+', '%2B')}?arch={architecture}"
    licences = ", ".join(licence_names(package)) or "no short name"
    return {"SPDXID": reference("Package", package), "name": name, "versionInfo": version,
            "supplier": "Organization: Debian", "downloadLocation": "NOASSERTION",
            "homepage": homepage or "https://packages.debian.org/bookworm/" + name,
            "licenseConcluded": "NOASSERTION",
            "licenseDeclared": "NOASSERTION", "copyrightText": "NOASSERTION",
            "licenseComments": f"/usr/share/doc/{name}/copyright names: {licences}",
            "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                              "referenceLocator": url}]}


def our_package(ours, purpose, version, revision):
    return {"SPDXID": reference("Package", ours), "name": ours, "versionInfo": version,
            "sourceInfo": f"commit {revision}", "supplier": "NOASSERTION",
            "downloadLocation": "NOASSERTION",
            "licenseConcluded": "Apache-2.0", "licenseDeclared": "Apache-2.0",
            "copyrightText": "NOASSERTION", "primaryPackagePurpose": purpose}


def with_files(package, files):
    """SPDX' verification code is of the files here, which are not all of a Debian package."""
    sums = sorted(entry["checksums"][0]["checksumValue"] for entry in files)
    if not sums:
        return {**package, "filesAnalyzed": False}
    code = hashlib.sha1("".join(sums).encode()).hexdigest()
    return {**package, "filesAnalyzed": True,
            "packageVerificationCode": {"packageVerificationCodeValue": code}}


def file_entry(root, path):
    content = (root / path.lstrip("/")).read_bytes()
    sums = [{"algorithm": name, "checksumValue": hashlib.new(name, content).hexdigest()}
            for name in ("SHA1", "SHA256")]
    return {"SPDXID": reference("File", path), "fileName": "." + path, "checksums": sums,
            "licenseConcluded": "NOASSERTION", "copyrightText": "NOASSERTION"}


def relationships(ours, files, owner_of, build_only):
    whole = reference("Package", ours)
    triples = [("SPDXRef-DOCUMENT", "DESCRIBES", whole)]
    triples += [(whole, "CONTAINS", reference("Package", name)) for name in runtime(owner_of)]
    triples += [(reference("Package", name), "BUILD_DEPENDENCY_OF", whole) for name in build_only]
    triples += [(reference("Package", owner_of.get(path, ours)), "CONTAINS",
                 reference("File", path)) for path in files]
    return [{"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}
            for one, kind, other in triples]


def runtime(owner_of):
    return sorted(set(owner_of.values()))


def document(ours, purpose, root, owner_of, build_only):
    """OWNER_OF names the package of each file that is not ours."""
    version, revision = os.environ["VERSION"], os.environ["REVISION"]
    files = files_in(root)
    entries = {path: file_entry(root, path) for path in files}
    packages = [our_package(ours, purpose, version, revision),
                *map(debian_package, [*runtime(owner_of), *build_only])]
    owners_ids = {path: reference("Package", owner_of.get(path, ours)) for path in files}
    created = datetime.datetime.utcfromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]))
    body = {"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
            "name": f"{ours}-{version}",
            "creationInfo": {"created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
                             "creators": ["Tool: sallyport-image-inventory"]},
            "packages": [with_files(package, [entries[path] for path in files
                                              if owners_ids[path] == package["SPDXID"]])
                         for package in packages],
            "files": list(entries.values()),
            "relationships": relationships(ours, files, owner_of, build_only)}
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    body["documentNamespace"] = f"https://sallyport.dev/spdx/{ours}-{version}-{digest}"
    return json.dumps(body, indent=1, sort_keys=True) + "\n"


def describe_image(root, build):
    files = files_in(root)
    owner_of = {**owners(files), **{path: MADE_BY[path] for path in files if path in MADE_BY}}
    for package in runtime(owner_of):
        owner_of.update(add_notices(root, package))
    build_only = sorted(set(owners(headers(build)).values()) - set(owner_of.values()))
    owner_of = {**owners(files_in(root)), **owner_of}
    in_root(root, SBOM).write_text(document(IMAGE, "CONTAINER", root, owner_of, build_only))


def describe_plugin(folder, build):
    """What it was compiled or linked with is in it, so that all of their notices are needed."""
    owner_of = {}
    for package in sorted(set(owners([*headers(build), *archives(build)]).values())):
        path = f"/notices/{plain(package)}"
        shutil.copyfile(notice_of(package), in_root(folder, path))
        owner_of[path] = package
        for licence in licences_of(notice_of(package)):
            shutil.copyfile(licence, in_root(folder, "/notices/licenses/" + pathlib.Path(licence).name))
    text = document(PLUGIN, "APPLICATION", folder, owner_of, [])
    (folder / f"{PLUGIN}.spdx.json").write_text(text)


if __name__ == "__main__":
    {"image": describe_image, "plugin": describe_plugin}[sys.argv[1]](
        pathlib.Path(sys.argv[2]), sys.argv[3])

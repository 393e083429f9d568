#!/usr/bin/env python3
"""That an archive of an OCI layout is whole or refused, and that signatures are held against it."""

import base64
import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import unittest

LIB = pathlib.Path(__file__).resolve().parents[2] / "lib/release"
sys.path.insert(0, str(LIB))
sys.dont_write_bytecode = True
import layout  # noqa: E402 (found by the line above)
import signed  # noqa: E402


def image(path, architecture):
    whole = layout.Layout()
    body = {"schemaVersion": 2, "mediaType": layout.MANIFEST,
            "config": whole.add(layout.as_bytes({"architecture": architecture, "os": "linux"}), "config"),
            "layers": [whole.add(architecture.encode() * 100, "layer")]}
    whole.tag(whole.add(layout.as_bytes(body), layout.MANIFEST), "one")
    whole.write(path)


def openssl(*words):
    return subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True).stdout


class Archives(unittest.TestCase):
    """An index of two images, in a folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for architecture in ("amd64", "arm64"):
            image(self.root / f"{architecture}.tar", architecture)
        self.index = self.root / "index.tar"
        layout.index(self.index, "1.2.3", self.root / "amd64.tar", self.root / "arm64.tar")


    def with_more(self, archive, tag="latest"):
        """A copy, in which a manifest that nobody has signed has a tag of its own."""
        whole = layout.load(archive)
        image(self.root / "more.tar", "riscv")
        more = layout.load(self.root / "more.tar")
        whole.blobs.update(more.blobs)
        whole.tag({**more.entries[0]}, tag)
        whole.write(self.root / "with_more.tar")
        layout.check(self.root / "with_more.tar")
        return self.root / "with_more.tar"


class Layouts(Archives):
    def rewritten(self, change):
        """A copy of the index whose files `change` has had in its hands."""
        whole = layout.load(self.index)
        change(whole)
        path = self.root / "changed.tar"
        whole.write(path)
        return path

    def expect_broken(self, words, path):
        with self.assertRaisesRegex(layout.Broken, words):
            layout.check(path)

    def test_an_index_holds_each_image_with_its_platform(self):
        layout.check(self.index)
        (_, body), *images = layout.load(self.index).manifests()
        self.assertEqual([one["platform"] for one in body["manifests"]],
                         [{"architecture": "amd64", "os": "linux"}, {"architecture": "arm64", "os": "linux"}])
        self.assertEqual(len(images), 2)

    def test_the_same_images_make_the_same_archive(self):
        again = self.root / "again.tar"
        layout.index(again, "1.2.3", self.root / "amd64.tar", self.root / "arm64.tar")
        self.assertEqual(again.read_bytes(), self.index.read_bytes())

    def test_a_part_that_is_changed_or_lacking_is_named(self):
        for name in layout.load(self.index).blobs:
            def spoil(whole, name=name):
                content = whole.blobs[name]
                whole.blobs[name] = content[:-1] + bytes([content[-1] ^ 1])

            def add(whole, name=name):
                whole.blobs[name] += b" "

            def drop(whole, name=name):
                del whole.blobs[name]
            for change in (spoil, add):
                self.expect_broken(f"the part {name} holds something else", self.rewritten(change))
            self.expect_broken(f"the part {name} is not there", self.rewritten(drop))

    def test_what_is_no_layout_is_refused(self):
        path = self.root / "none.tar"
        path.write_bytes(b"none")
        self.expect_broken("it is no archive", path)
        with tarfile.open(path, "w"):
            pass
        self.expect_broken("it has no index.json", path)
        self.expect_broken("it holds nothing", self.rewritten(lambda whole: whole.entries.clear()))
        path.write_bytes(self.index.read_bytes()[:2000])
        self.expect_broken("it is no archive|is not there|no index.json", path)

    def test_an_archive_that_can_be_read_in_two_ways_is_refused(self):
        path = self.root / "two.tar"
        for words, change in (("index.json is in it twice", {"name": "./index.json"}),
                              ("index.json is no plain file", {"type": tarfile.SYMTYPE, "linkname": "a"})):
            path.write_bytes(self.index.read_bytes())
            with tarfile.open(path, "a") as tar:
                member = tarfile.TarInfo("index.json")
                for name, value in change.items():
                    setattr(member, name, value)
                tar.addfile(member)
            self.expect_broken(words, path)

    def test_only_what_is_of_the_version_is_pushed(self):
        layout.only(self.index, "1.2.3")
        (self.root / "chart.json").write_text('{"name": "a", "version": "1.2.3", "description": "b"}')
        package, provenance = self.root / "a.tgz", self.root / "a.tgz.prov"
        package.write_text("package")
        provenance.write_text("provenance")
        chart = self.root / "chart.tar"
        layout.chart(chart, "1.2.3", str(package), self.root / "chart.json")
        layout.only(chart, "1.2.3", package, provenance)
        for words, path, arguments in (
                ("it holds the tags '1.2.3' and not '1.2.4' alone", chart, ["1.2.4", package, provenance]),
                ("it holds the tags '1.2.3', 'latest' and not '1.2.3' alone", self.with_more(chart), ["1.2.3"]),
                ("it holds the tags '' and not '1.2.3' alone", self.without_tag(chart), ["1.2.3"]),
                ("its parts are not .*a.tgz and .*chart.json", chart,
                 ["1.2.3", package, self.root / "chart.json"]),
                ("its parts are not .*a.tgz$", chart, ["1.2.3", package]),
                ("its parts are not those of an index", chart, ["1.2.3"])):
            with self.assertRaisesRegex(layout.Broken, words):
                layout.only(path, *arguments)

    def without_tag(self, archive):
        whole = layout.load(archive)
        del whole.entries[0]["annotations"]
        whole.write(self.root / "untagged.tar")
        return self.root / "untagged.tar"

    def test_artifact_hub_s_file_is_of_its_kind(self):
        (self.root / "owners.yml").write_text("owners: []")
        path = self.root / "owners.tar"
        layout.artifacthub(path, self.root / "owners.yml")
        layout.check(path)
        layout.only(path, "artifacthub.io", self.root / "owners.yml")
        ((_, body),) = layout.load(path).manifests()
        self.assertEqual([part["mediaType"].removeprefix("application/vnd.cncf.artifacthub.")
                          for part in (body["config"], *body["layers"])],
                         ["config.v1+yaml", "repository-metadata.layer.v1.yaml"])

    def test_a_huge_archive_is_not_read(self):
        limit, layout.MAX_BYTES = layout.MAX_BYTES, 1000
        try:
            self.expect_broken("it holds more than 1000 bytes", self.index)
        finally:
            layout.MAX_BYTES = limit

    def test_what_is_wrong_is_one_line_without_a_traceback(self):
        done = subprocess.run([LIB / "layout.py", "check", self.root / "amd64.tar.none"], text=True,
                              capture_output=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"^error: .*amd64.tar.none: it is no archive.*\n$")


class Signatures(Archives):
    """Signed by openssl in place of cosign, whose bundles name the signature in the same way."""

    def key(self, name):
        private, public = self.root / f"{name}.key", self.root / f"{name}.pub"
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", private)
        openssl("ec", "-in", private, "-pubout", "-out", public)
        return private, public

    def setUp(self):
        super().setUp()
        self.private, self.public = self.key("one")
        self.payloads = self.root / "payloads"
        self.payloads.mkdir()
        layout.payloads(self.index, "registry.example.com/sallyport", self.payloads)
        for payload in self.payloads.glob("*.json"):
            self.sign(payload)

    def sign(self, payload):
        signature = base64.b64encode(openssl("dgst", "-sha256", "-sign", self.private, payload)).decode()
        payload.with_suffix(".bundle").write_text(json.dumps({"messageSignature": {"signature": signature}}))

    def made(self):
        path = self.root / "signatures.tar"
        layout.signatures(path, self.payloads)
        layout.check(path)
        return path

    def verify(self, signatures, public=None):
        signed.main(self.index, signatures, public or self.public)

    def test_the_index_and_each_image_is_signed(self):
        self.assertEqual(len(list(self.payloads.glob("*.json"))), 3)
        self.verify(self.made())
        for payload in self.payloads.glob("*.json"):
            kept = payload.read_bytes()
            payload.unlink()
            with self.assertRaisesRegex(layout.Broken, "is not signed in"):
                self.verify(self.made())
            payload.write_bytes(kept)

    def test_a_signature_of_another_key_is_refused(self):
        with self.assertRaisesRegex(layout.Broken, "is not by the key in"):
            self.verify(self.made(), self.key("another")[1])

    def test_a_signature_of_another_digest_is_refused(self):
        first, second, *_ = sorted(self.payloads.glob("*.json"))
        first.write_bytes(second.read_bytes())
        self.sign(first)
        with self.assertRaisesRegex(layout.Broken, "is not by the key in"):
            self.verify(self.made())

    def test_nothing_but_the_signatures_is_with_them(self):
        made = self.made()
        first = min(layout.tag_of(entry) for entry in layout.load(made).entries)
        for tag in ("latest", "1.2.2", "", first):
            with self.assertRaisesRegex(layout.Broken, f"holds the tag '{tag}', which is no signature of it"):
                self.verify(self.with_more(made, tag))


if __name__ == "__main__":
    unittest.main()

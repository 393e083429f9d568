#!/usr/bin/env python3
"""What the scripts of a release decide before they build or push: by their functions, with a folder of files,
and with a program in skopeo's, mmdebstrap's and buildah's place that answers as those do."""

import os
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DIGEST = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"  # of "test"


class Scripts(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.programs = self.root / "programs"
        self.programs.mkdir()

    def program(self, name, text):
        path = self.programs / name
        path.write_text("#!/bin/bash\n" + text)
        path.chmod(0o755)

    def bash(self, script, **more):
        environment = {**os.environ, "XDG_CACHE_HOME": str(self.root / "cache"), "TMPDIR": str(self.root),
                       "PATH": f"{self.programs}:{os.environ['PATH']}", **more}
        return subprocess.run(["bash", "-euo", "pipefail", "-c", f"source tests/cluster/step.sh\n{script}"],
                              cwd=ROOT, env=environment, text=True, capture_output=True, timeout=60, check=False)

    def expect(self, script, output="", **more):
        done = self.bash(script, **more)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, output, ""))

    def expect_refusal(self, words, script, **more):
        done = self.bash(script, **more)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertRegex(done.stderr, f"(?m)^error: .*{words}")


class Folders(Scripts):
    NAMES = ["install.yaml", "sallyport-1.2.3-image.tar", "SHA256SUMS.sigstore.json", "cosign.pub",
             "sallyport.gpg", "sallyport-1.2.3.tgz.prov", "sallyport-1.2.3-chart.tar",
             "sallyport-1.2.3-chart-signatures.tar", "sallyport-1.2.3-image-signatures.tar"]

    def setUp(self):
        super().setUp()
        self.folder = self.root / "release"
        self.folder.mkdir()
        for name in self.NAMES:
            (self.folder / name).write_text(name)
        sums = subprocess.run(["sha256sum", *self.NAMES[:2]], cwd=self.folder, capture_output=True, check=True)
        (self.folder / "SHA256SUMS").write_bytes(sums.stdout)

    def of(self, function, *words):
        return f"source lib/release/folder.sh; {function} {self.folder} {' '.join(map(str, words))}"

    def test_what_is_the_same_each_time_is_named(self):
        self.expect(self.of("same_each_time", "sallyport-1.2.3"), "install.yaml\nsallyport-1.2.3-image.tar\n")

    def test_each_file_that_is_not_of_the_release_is_named(self):
        self.expect(self.of("check_no_others", "sallyport-1.2.3"))
        for name in ("more.yaml", ".hidden", "x-chart.tar", "x.tgz.prov", "x-signatures.tar", "installXyaml",
                     "sallyport-1.2.2-chart.tar", "sallyport-1.2.3-chart.tar.old", "a b"):
            (self.folder / name).write_text("")
            self.expect_refusal(f"{name} is not in SHA256SUMS: it is not of this release",
                                self.of("check_no_others", "sallyport-1.2.3"))
            (self.folder / name).unlink()
        self.expect(self.of("check_no_others", "sallyport-1.2.3"))

    def test_a_file_that_is_elsewhere_is_refused(self):
        (self.folder / "cosign.pub").unlink()
        (self.folder / "cosign.pub").symlink_to(self.folder / "install.yaml")
        self.expect_refusal("cosign.pub is no file of its own", self.of("check_no_others", "sallyport-1.2.3"))

    def test_a_key_in_the_folder_that_is_another_one_is_refused(self):
        keys = [self.root / "mine.pub", self.root / "mine.gpg"]
        keys[0].write_text("cosign.pub")
        keys[1].write_text("sallyport.gpg")
        self.expect(self.of("check_keys", *keys))
        for key, name in zip(keys, ("cosign.pub", "sallyport.gpg")):
            kept = (self.folder / name).read_text()
            (self.folder / name).write_text("another")
            self.expect_refusal(f"{name} is another key than {key}", self.of("check_keys", *keys))
            (self.folder / name).unlink()
            self.expect_refusal(f"{name} is another key than {key}", self.of("check_keys", *keys))
            (self.folder / name).write_text(kept)

    def test_only_a_trial_is_replaced(self):
        self.expect_refusal("release is there already, and is no trial", self.of("may_be_replaced"))
        (self.folder / "sallyport.gpg").write_bytes(b"\x99\x01Trial <trial@example.com>\x00\xff")
        self.expect(self.of("may_be_replaced"))
        for name in os.listdir(self.folder):
            (self.folder / name).unlink()
        self.expect_refusal("is no trial", self.of("may_be_replaced"))
        self.folder.rmdir()
        self.expect(self.of("may_be_replaced"))
        self.folder.write_text("a file")
        self.expect_refusal("is no trial", self.of("may_be_replaced"))

    def test_a_release_is_made_into_no_folder_of_somebody(self):
        """Before anything is looked for or built, for which there would be no time here."""
        kept = sorted(os.listdir(self.folder))
        done = self.bash(f"exec lib/release/make.sh --trial --into {self.folder}/")
        self.assertRegex(done.stderr, f"error: {self.folder} is there already, and is no trial: move it away")
        self.assertEqual((done.returncode, sorted(os.listdir(self.folder))), (1, kept))


class Registries(Scripts):
    """skopeo's words are those of version 1.9, as it says them of a registry's answers."""

    def answers(self, words):
        self.program("skopeo", f"printf '%s\\n' {words!r} >&2; exit 1\n")

    def refuse(self, digest=DIGEST):
        return f"source lib/release/registry.sh; refuse_another registry.example.com/a/b:1.2.3 {digest}"

    def test_what_is_there_is_the_same_or_refused(self):
        self.program("skopeo", 'printf test; echo "a warning" >&2\n')
        self.expect(self.refuse())
        self.expect_refusal(f"as {DIGEST} and not as sha256:b: a version is published once",
                            self.refuse("sha256:b"))

    def test_only_a_registry_that_knows_no_such_tag_has_nothing(self):
        start = 'Error parsing image name "docker://a/b:1": reading manifest 1.2.3 in registry.example.com/a/b: '
        for words in ("manifest unknown: manifest unknown", "name unknown: repository name not known to registry",
                      "StatusCode: 404, <html>", "unknown: artifact a/b:1.2.3 not found"):
            self.answers(start + words)
            self.expect(self.refuse())

    def test_a_registry_that_does_not_say_is_not_pushed_to(self):
        start = 'Error parsing image name "docker://a/b:1": '
        reading = start + "reading manifest 1.2.3 in registry.example.com/a/b: "
        for words in (start + "pinging container registry a: dial tcp: connect: connection refused",
                      reading + "StatusCode: 403, manifest unknown", reading + "unauthorized: manifest unknown",
                      reading + "received unexpected HTTP status: 503 Service Unavailable",
                      reading + "denied: requested access to the resource is denied"):
            self.answers(words)
            self.expect_refusal("registry.example.com/a/b:1.2.3 is at the registry already is not known, so "
                                "nothing is pushed; it answered: Error parsing", self.refuse())


class Tools(Scripts):
    """The image with compiler and libraries. buildah's images are files here, each of whose names is a tag."""

    BUILDAH = r"""shift 4; command=$1; shift; cd "$IMAGES"
        case $command in
          inspect) [[ -e ${3//\//_} ]] ;;
          build) for ((;$#;)); do if [[ $1 == --tag ]]; then echo "$RANDOM$WEEK" >"${2//\//_}"; fi; shift; done ;;
          tag) cp "${1//\//_}" "${2//\//_}" ;;
          images) shopt -s nullglob; cat /dev/null localhost_"${3##*/}":* ;;
          rmi) [[ $1 == --force ]] && for id in "${@:2}"; do grep -lx -e "$id" -- * | xargs -r rm; done; true ;;
          from) echo one ;;
          add | commit) ;;
          *) exit 9 ;;
        esac
        """

    def setUp(self):
        super().setUp()
        self.images = self.root / "images"
        self.images.mkdir()
        (self.root / "cache/sallyport/image").mkdir(parents=True)
        self.program("buildah", self.BUILDAH)
        self.program("date", 'echo "$WEEK"\n')
        self.online(True)

    def online(self, is_so):
        self.program("mmdebstrap", 'touch "${@: -1}"\n' if is_so else "echo no mirror answers >&2; exit 1\n")

    def need(self, week, **more):
        return self.bash("source lib/image/store.sh; need_tools_image amd64; cat \"$IMAGES/${TOOLS//\\//_}\"",
                         IMAGES=str(self.images), WEEK=week, **more)

    def taken(self, week, **more):
        """Which image is taken, and how many tags there are."""
        done = self.need(week, **more)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.splitlines()[-1], len(os.listdir(self.images)), done.stdout

    def test_it_is_made_once_a_week(self):
        first = self.taken("2026-49")
        self.assertRegex(first[0], "2026-49$")
        self.assertEqual(self.taken("2026-49")[:2], (first[0], 2))
        second = self.taken("2026-50")
        self.assertRegex(second[0], "2026-50$")
        self.assertEqual(second[1], 2, "those of an earlier week stay")

    def test_one_of_an_earlier_week_does_where_none_can_be_made(self):
        first = self.taken("2026-49")
        self.online(False)
        second = self.taken("2026-50")
        self.assertEqual(second[:2], (first[0], 2))
        self.assertIn("compiler and libraries of an earlier week are taken", second[2])
        self.online(True)
        self.assertRegex(self.taken("2026-50")[0], "2026-50$")

    def test_a_release_is_not_made_by_one_of_an_earlier_week(self):
        self.taken("2026-49")
        self.taken("2026-49", RELEASE_IS_REAL="1")
        self.online(False)
        self.taken("2026-50")
        done = self.need("2026-50", RELEASE_IS_REAL="1")
        self.assertEqual(done.returncode, 1)
        self.assertIn("a release is made with this week's packages of Debian: see above", done.stderr)

    def test_without_any_it_ends(self):
        self.online(False)
        done = self.need("2026-49")
        self.assertEqual(done.returncode, 1)
        self.assertIn("no mirror answers", done.stderr)
        self.assertIn("there is no compiler of an earlier week either", done.stderr)


if __name__ == "__main__":
    unittest.main()

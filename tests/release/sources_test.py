#!/usr/bin/env python3
"""That a release is refused whose sources disagree, and that the files that name its places are right.

On a copy of the files that say a version; no image is needed.
"""

import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIB = ROOT / "lib/release"
sys.path.insert(0, str(LIB))
sys.dont_write_bytecode = True
import sources  # noqa: E402 (found by the line above)

SAID_IN = sorted({name for name, _ in sources.SAYINGS})
FILES = ["VERSION", "CHANGELOG.md", "kubectl/krew.yaml", "helm/sallyport/values.yaml", *SAID_IN]
PLACE = """OWNER="Somebody Else"
EMAIL=else@somewhere.org
SOURCE=https://somewhere.org/sallyport
DOWNLOADS=https://somewhere.org/sallyport/files
KEYS=https://somewhere.org/keys
IMAGE=registry.somewhere.org/us/sallyport
CHARTS=registry.somewhere.org/us/charts
ARTIFACT_HUB_ID=123
PGP_FINGERPRINT=FFFF
"""
DIGEST = "sha256:" + "a" * 64


class Sources(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for name in FILES:
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, self.root / name)
        (self.root / "VERSION").write_text("1.2.3\n")
        old = (ROOT / "VERSION").read_text().strip()
        for name in SAID_IN:
            self.change(name, rf"(?<![\d.]){re.escape(old)}", "1.2.3")
        (self.root / "CHANGELOG.md").write_text(
            "# Changelog\n\n## [1.2.3] - 2027-01-31\n\n### Added\n\n- **A thing** with [a page](pages/a.md),\n"
            "  and [one elsewhere](https://a.org/b).\n\n### Fixed\n\n- A fault.\n\n### Known limits\n\n"
            "- None.\n\n## [1.2.2] - 2026-12-01\n\n- Old.\n")
        (self.root / "place").write_text(PLACE)
        self.git("init", "--quiet")
        self.git("add", ".")
        self.commit("all")
        self.git("tag", "v1.2.3")

    def commit(self, message):
        self.git("-c", "user.name=a", "-c", "user.email=a@a.org", "commit", "--quiet", "--allow-empty",
                 "--message", message)

    def git(self, *words):
        subprocess.run(["git", *words], cwd=self.root, check=True, capture_output=True)

    def change(self, name, pattern, text):
        path = self.root / name
        path.write_text(re.sub(pattern, text, path.read_text()))

    def run_in(self, script, *words):
        environment = {**os.environ, "RELEASE_PLACE": str(self.root / "place"), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run([sys.executable, LIB / script, *map(str, words)], cwd=self.root, text=True,
                              capture_output=True, env=environment, check=False)

    def written(self, script, *words):
        done = self.run_in(script, *words)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def expect_refusal(self, words, *arguments):
        done = self.run_in("sources.py", "check", *arguments)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertRegex(done.stderr, f"(?m)^error: .*{words}")
        return done.stderr

    def test_sources_that_agree_are_taken(self):
        self.written("sources.py", "check")
        self.written("sources.py", "check", "v1.2.3")
        self.written("sources.py", "check", "--trial", "1.2.3")

    def test_a_tag_of_another_version_is_refused(self):
        self.expect_refusal("v1.2.4 was asked for, and the file VERSION says 1.2.3", "v1.2.4")
        self.expect_refusal("v1.2.4 was asked for", "--trial", "v1.2.4")

    def test_each_file_that_says_another_version_is_named(self):
        for name in SAID_IN:
            for other in ("1.2.2", "1.2.3-rc.1", "1.2.33") if name.endswith(".md") else ("1.2.2",):
                kept = (self.root / name).read_text()
                self.change(name, r"1\.2\.3", other)
                self.expect_refusal(f"{name} says version {other}, and the file VERSION 1.2.3", "--trial")
                (self.root / name).write_text(kept)
        self.change("helm/sallyport/Chart.yaml", "appVersion: .*", "")
        self.expect_refusal("helm/sallyport/Chart.yaml says version nothing")

    def test_each_file_that_says_the_version_is_known(self):
        """Of what is made of the sources: no test, no program's text, and no package of others."""
        version = (ROOT / "VERSION").read_text().strip()
        names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
        known = {"VERSION", "CHANGELOG.md", *SAID_IN}
        for name in names.stdout.splitlines():
            path = ROOT / name
            if name.startswith("tests/") or name.endswith((".h", ".cc", ".py", "requirements.txt")) or name in known:
                continue
            if path.is_file() and not path.is_symlink():
                said = re.search(rf"(?<![\d.]){re.escape(version)}(?!\.?\d)", path.read_text(errors="replace"))
                self.assertIsNone(said, f"{name} says {version}: name it in lib/release/sources.py")

    def test_a_version_that_is_none_is_refused(self):
        (self.root / "VERSION").write_text("soon\n")
        self.expect_refusal("the file VERSION says 'soon', which is no version such as 1.2.3 or 1.2.3-rc.1")

    def test_a_changelog_without_the_version_is_refused(self):
        self.change("CHANGELOG.md", r"## \[1\.2\.3\].*", "## More")
        self.expect_refusal(r"CHANGELOG.md has no heading '## \[1.2.3\] - DATE'")
        self.expect_refusal("CHANGELOG.md has no heading", "--trial")

    def test_a_changelog_that_says_nothing_is_refused(self):
        (self.root / "CHANGELOG.md").write_text("## [1.2.3] - 2027-01-31\n\n## [1.2.2] - 2026-12-01\n\n- a\n")
        self.expect_refusal("CHANGELOG.md says nothing below its heading")

    def test_only_a_trial_is_made_of_an_unreleased_version(self):
        self.change("CHANGELOG.md", "2027-01-31", "unreleased")
        self.expect_refusal("CHANGELOG.md says 'unreleased' beside .*, which is no date")
        self.written("sources.py", "check", "--trial")

    def test_only_a_trial_is_made_of_what_is_not_committed(self):
        (self.root / "more").write_text("")
        self.expect_refusal("1 files are not as they were committed: see git status")
        self.written("sources.py", "check", "--trial")

    def test_only_a_trial_is_made_for_the_example_s_place(self):
        self.change("place", "somewhere.org", "example.com")
        self.expect_refusal("place still says example.com: write whose the release is, and where it goes")
        self.written("sources.py", "check", "--trial")

    def test_only_a_trial_is_made_of_what_the_tag_is_not_on(self):
        self.commit("later")
        self.expect_refusal("the tag v1.2.3 is on [0-9a-f]{12}, and the sources are [0-9a-f]{12}: check out v1.2.3")
        self.written("sources.py", "check", "--trial")
        self.git("-c", "user.name=a", "-c", "user.email=a@a.org", "tag", "--force", "--annotate", "--message", "a",
                 "v1.2.3")
        self.written("sources.py", "check")
        self.git("tag", "--delete", "v1.2.3")
        self.git("branch", "v1.2.3")
        self.expect_refusal("there is no tag v1.2.3: put it on the commit")
        self.written("sources.py", "check", "--trial")

    def test_only_a_trial_shows_its_keys_beside_it(self):
        self.change("place", "KEYS=.*", "KEYS=https://somewhere.org/sallyport/files")
        self.expect_refusal("place: KEYS is among the DOWNLOADS")
        self.written("sources.py", "check", "--trial")

    def test_a_place_that_lacks_a_name_is_refused(self):
        self.change("place", "IMAGE=.*\n", "")
        done = self.run_in("sources.py", "check")
        self.assertRegex(done.stderr, "error: .*place: IMAGE is not said")
        self.assertEqual(done.returncode, 1)

    def test_sources_that_changed_meanwhile_are_refused(self):
        self.written("sources.py", "same", "abc", "abc")
        done = self.run_in("sources.py", "same", "abc", "abc-dirty")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, "^error: the sources were abc and are abc-dirty now.*make it again")

    def test_notes_are_of_this_version_and_link_to_its_files(self):
        notes = self.written("sources.py", "notes")
        self.assertIn("[a page](https://somewhere.org/sallyport/blob/v1.2.3/pages/a.md)", notes)
        self.assertIn("[one elsewhere](https://a.org/b)", notes)
        self.assertIn("oci://registry.somewhere.org/us/charts/sallyport --version 1.2.3", notes)
        self.assertIn("- None.", notes)
        self.assertNotIn("Old", notes)

    def test_install_yaml_names_the_image_by_digest(self):
        text = self.written("files.py", "install", DIGEST)
        images = [line.split()[-1] for line in text.splitlines() if line.strip().startswith("image:")]
        self.assertEqual(images, [f"registry.somewhere.org/us/sallyport:1.2.3@{DIGEST}"] * 2)
        self.assertGreater(len(list(yaml.safe_load_all(text))), 15)

    def test_krew_s_manifest_has_the_archives_with_their_checksums(self):
        sums = {}
        for architecture in ("amd64", "arm64"):
            path = self.root / f"{architecture}.tar.gz"
            path.write_text(architecture)
            sums[architecture] = hashlib.sha256(architecture.encode()).hexdigest()
        body = yaml.safe_load(self.written("files.py", "krew", "amd64.tar.gz", "arm64.tar.gz"))
        self.assertEqual((body["kind"], body["metadata"], body["spec"]["version"]),
                         ("Plugin", {"name": "sallyport"}, "v1.2.3"))
        self.assertEqual(body["spec"]["homepage"], "https://somewhere.org/sallyport")
        self.assertLessEqual(len(body["spec"]["shortDescription"]), 50)
        found = {one["selector"]["matchLabels"]["arch"]: one for one in body["spec"]["platforms"]}
        self.assertEqual({name: one["sha256"] for name, one in found.items()}, sums)
        for architecture, one in found.items():
            name = f"kubectl-sallyport-linux-{architecture}.tar.gz"
            self.assertEqual(one["uri"], f"https://somewhere.org/sallyport/files/v1.2.3/{name}")
            self.assertEqual(one["selector"]["matchLabels"]["os"], "linux")
            self.assertEqual(one["bin"], "kubectl-sallyport")

    def test_krew_s_template_asks_for_nothing_unknown(self):
        self.change("kubectl/krew.yaml", "@HOMEPAGE@", "@HOME@")
        done = self.run_in("files.py", "krew", "VERSION", "VERSION")
        self.assertIn("kubectl/krew.yaml asks for more than a release knows: @HOME@", done.stderr)
        self.assertEqual(done.returncode, 1)

    def test_artifact_hub_knows_whose_the_chart_is(self):
        self.assertEqual(yaml.safe_load(self.written("files.py", "artifacthub")),
                         {"repositoryID": "123",
                          "owners": [{"name": "Somebody Else", "email": "else@somewhere.org"}]})

    def chart(self):
        self.written("files.py", "chart", "helm/sallyport", DIGEST)
        return yaml.safe_load((self.root / "helm/sallyport/Chart.yaml").read_text())

    def test_the_chart_says_whose_it_is_and_what_is_new(self):
        body = self.chart()
        self.assertEqual(body["home"], "https://somewhere.org/sallyport")
        self.assertEqual(body["sources"], ["https://somewhere.org/sallyport"])
        self.assertEqual(body["icon"], "https://somewhere.org/sallyport/raw/v1.2.3/docs/icon.svg")
        self.assertTrue((ROOT / "docs/icon.svg").is_file())
        self.assertEqual(body["maintainers"], [{"name": "Somebody Else", "email": "else@somewhere.org"}])
        said = {name.removeprefix("artifacthub.io/"): yaml.safe_load(value)
                for name, value in body["annotations"].items()}
        self.assertEqual(said["changes"], [
            {"kind": "added", "description": "A thing with a page, and one elsewhere."},
            {"kind": "fixed", "description": "A fault."}])
        self.assertEqual(said["images"], [{"name": "sallyport", "platforms": ["linux/amd64", "linux/arm64"],
                                           "image": f"registry.somewhere.org/us/sallyport:1.2.3@{DIGEST}"}])
        self.assertEqual((said["license"], said["category"], said["prerelease"]),
                         ("Apache-2.0", "security", False))
        self.assertEqual(said["signKey"],
                         {"fingerprint": "FFFF", "url": "https://somewhere.org/keys/sallyport.gpg"})
        self.assertIn("Certificate", [kind["kind"] for kind in said["crds"]])
        for value in body["annotations"].values():
            self.assertIsInstance(value, str)

    def test_a_version_with_a_suffix_is_a_prerelease(self):
        for name in ("VERSION", "CHANGELOG.md"):
            self.change(name, r"1\.2\.3", "1.2.3-rc.1")
        self.assertEqual(self.chart()["annotations"]["artifacthub.io/prerelease"], "true")

    def test_the_chart_installs_the_image_of_the_release(self):
        self.chart()
        values = yaml.safe_load((self.root / "helm/sallyport/values.yaml").read_text())
        self.assertEqual({name: values["image"][name] for name in ("registry", "repository", "tag", "digest")},
                         {"registry": "registry.somewhere.org", "repository": "us/sallyport", "tag": "",
                          "digest": DIGEST})


class Packages(unittest.TestCase):
    """What comes from PyPI is what it was when it was looked at."""

    def test_each_is_asked_for_by_its_hash(self):
        names = subprocess.run(["git", "ls-files", "*.sh", "dev"], cwd=ROOT, capture_output=True, text=True, check=True)
        found = []
        for name in names.stdout.split():
            text = (ROOT / name).read_text().replace("\\\n", " ")
            found += [(name, line) for line in text.splitlines() if re.search(r"\bpip3? (install|download)\b", line)]
        self.assertEqual([name for name, _ in found], ["tests/cluster/setup.sh"])
        for name, line in found:
            self.assertIn("--require-hashes", line, name)


class Workflows(unittest.TestCase):
    """What runs at a public CI is what one runs at home, and nobody else's action."""

    def steps(self, name):
        body = yaml.safe_load((ROOT / f".github/workflows/{name}.yml").read_text())
        self.assertEqual(body["permissions"], {"contents": "read"})
        (job,) = body["jobs"].values()
        for step in job["steps"]:
            self.assertEqual(set(step), {"name", "run"})
        return [step["run"].strip() for step in job["steps"]]

    def test_each_change_runs_all_tests(self):
        self.assertIn("./dev test", self.steps("ci"))

    def test_each_tag_is_held_against_the_sources_and_its_release_is_tried(self):
        found = self.steps("release")
        for command in ('lib/release/sources.py check "$GITHUB_REF_NAME"', "./dev test release",
                        './dev release --trial "$GITHUB_REF_NAME"',
                        'cat "build/release-${GITHUB_REF_NAME#v}-trial/SHA256SUMS"'):
            self.assertIn(command, found)
        default = (ROOT / "lib/release/make.sh").read_text()
        self.assertIn("OUT=${OUT:-build/release-$VERSION${TRIAL:+-trial}}", default)

    def test_what_is_checked_out_has_the_tag(self):
        """Of both kinds of tags, from a repository in which more was committed later."""
        script = "\n".join(line for line in self.steps("release")[0].splitlines() if not line.startswith("apt-get"))
        with tempfile.TemporaryDirectory() as folder:
            def run(command, **more):
                environment = {**os.environ, "HOME": folder, "GIT_CONFIG_NOSYSTEM": "1", **more}
                return subprocess.run(["sh", "-ec", command], cwd=folder, env=environment, check=True,
                                      capture_output=True, text=True).stdout
            run("mkdir -p them/repository; cd them/repository; git init -q; git config user.name a; "
                "git config user.email a@a.org; git commit -q --allow-empty -m one; git tag v1.2.3; "
                "git tag -a -m a v1.2.4; git commit -q --allow-empty -m two")
            for tag in ("v1.2.3", "v1.2.4"):
                run(f"mkdir {tag}; cd {tag}\n{script}", GITHUB_SERVER_URL=f"file://{folder}/them",
                    GITHUB_REPOSITORY="repository", GITHUB_REF=f"refs/tags/{tag}")
                self.assertIn(tag, run(f"cd {tag}; git tag --points-at HEAD").split())

    def test_no_workflow_is_given_a_key(self):
        texts = [path.read_text() for path in (ROOT / ".github/workflows").glob("*.yml")]
        self.assertEqual(len(texts), 2)
        for text in texts:
            self.assertNotIn("secrets.", text)


if __name__ == "__main__":
    unittest.main()

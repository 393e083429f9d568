#!/usr/bin/env python3
"""That Argo CD's checks of our kinds say of each object of testdata what its health_test.yaml expects.

The files lie as in Argo CD's own resource_customizations: health.lua, health_test.yaml with testdata,
actions/discovery.lua, actions/NAME/action.lua. Argo CD runs them by Lua 5.1 with the object in `obj`.
"""

import pathlib
import re
import shutil
import subprocess
import unittest

import yaml

HERE = pathlib.Path(__file__).resolve().parents[2] / "manifests/argocd"
KINDS = ("Certificate", "Issuer", "ClusterIssuer")
LUA = shutil.which("lua5.1")


def lua_text(value):
    """A value of YAML as a literal of Lua."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"[{lua_text(k)}] = {lua_text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "{" + ", ".join(map(lua_text, value)) + "}"
    if value is None or isinstance(value, bool):
        return {None: "nil", True: "true", False: "false"}[value]
    if isinstance(value, (int, float)):
        return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def run(script, thing, shown):
    """What the script answers for an object: the expressions `shown` of it, a line each."""
    prints = "\n".join(f"print(tostring({expression}))" for expression in shown)
    program = f"obj = {lua_text(thing)}\nlocal function f()\n{script}\nend\nlocal answer = f()\n{prints}\n"
    done = subprocess.run([LUA, "-"], input=program, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stderr)
    return done.stdout.splitlines()


class Health(unittest.TestCase):
    def test_is_what_is_expected_of_each_object(self):
        seen = 0
        for path in sorted(HERE.glob("*/health_test.yaml")):
            script = (path.parent / "health.lua").read_text()
            found = {one.name for one in (path.parent / "testdata").iterdir()}
            tests = yaml.safe_load(path.read_text())["tests"]
            self.assertEqual({pathlib.Path(t["inputPath"]).name for t in tests}, found, path)
            for test in tests:
                thing = yaml.safe_load((path.parent / test["inputPath"]).read_text())
                status, message = run(script, thing, ["answer.status", "answer.message"])
                expected = test["healthStatus"]
                self.assertEqual((status, message), (expected["status"], expected["message"]),
                                 f"{path.parent.name}: {test['inputPath']}")
                seen += 1
        self.assertGreater(seen, 10)

    def test_covers_every_status(self):
        for path in sorted(HERE.glob("*/health_test.yaml")):
            tests = yaml.safe_load(path.read_text())["tests"]
            self.assertEqual({t["healthStatus"]["status"] for t in tests},
                             {"Healthy", "Progressing", "Degraded"}, path)


class Actions(unittest.TestCase):
    def test_renew_is_offered_and_writes_the_annotation(self):
        folder = HERE / "Certificate"
        thing = {"metadata": {"name": "web"}, "spec": {}}
        offered = run((folder / "actions/discovery.lua").read_text(), thing,
                      ["answer.renew.disabled"])
        self.assertEqual(offered, ["false"])
        action = (folder / "actions/renew/action.lua").read_text()
        for annotations in (None, {"a": "b"}):
            thing["metadata"]["annotations"] = annotations
            renew, other = run(action, thing, ['answer.metadata.annotations["sallyport.dev/renew"]',
                                               "answer.metadata.annotations.a"])
            self.assertRegex(renew, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
            self.assertEqual(other, "b" if annotations else "nil")


class Settings(unittest.TestCase):
    """argocd-cm.yaml has the same scripts, for who does not wait for a release of Argo CD."""

    def test_have_the_scripts(self):
        data = yaml.safe_load((HERE / "argocd-cm.yaml").read_text())["data"]
        for kind in KINDS:
            folder = HERE / ("Issuer" if kind == "ClusterIssuer" else kind)
            health = data.pop(f"resource.customizations.health.sallyport.dev_{kind}")
            self.assertEqual(health, (folder / "health.lua").read_text(), kind)
        actions = data.pop("resource.customizations.actions.sallyport.dev_Certificate")
        discovery = (HERE / "Certificate/actions/discovery.lua").read_text()
        renew = (HERE / "Certificate/actions/renew/action.lua").read_text()
        found = yaml.safe_load(actions)
        self.assertEqual(found["discovery.lua"], discovery)
        self.assertEqual([(one["name"], one["action.lua"]) for one in found["definitions"]],
                         [("renew", renew)])
        self.assertEqual(data, {})


if __name__ == "__main__":
    if LUA is None:
        raise SystemExit("lua5.1 is missing: install the package lua5.1")
    unittest.main()

#!/usr/bin/env python3
"""That tidy.py finds what it is there to find."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import tidy

ROOMS = {
    "lib/base": ([], "spdlog::spdlog_header_only"),
    "lib/kube": (["base"], "yaml-cpp"),
    "lib/acme": (["base"], ""),
}


def breaches(text, room="lib/acme", name="x.cc"):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / room / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
        found = list(tidy.check_file(path, pathlib.Path(folder), room, ROOMS))
        if name.endswith(".h"):
            found += tidy.check_header(path, pathlib.Path(folder))
        return found


class Tidy(unittest.TestCase):
    def test_a_room_that_is_not_named_may_not_be_included(self):
        self.assertIn("may not use room kube", breaches('#include "kube/client.h"\n')[0])
        self.assertEqual(breaches('#include "base/clock.h"\n'), [])

    def test_a_library_that_is_not_named_may_not_be_included(self):
        self.assertIn("may not use openssl", breaches("#include <openssl/evp.h>\n")[0])
        self.assertEqual(breaches("#include <yaml-cpp/yaml.h>\n", "lib/kube"), [])

    def test_cpprest_is_for_its_own_files(self):
        self.assertTrue(breaches("#include <cpprest/http_client.h>\n"))

    def test_lines_and_files_have_their_limits(self):
        self.assertIn("columns", breaches("//" + "x" * 99 + "\n")[0])
        self.assertIn("401 lines", breaches("//\n" * 401)[0])

    def circles(self, **files):
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder)
            for name, included in files.items():
                path = source / "lib" / name.replace("__", "/").replace("_h", ".h").replace("_cc", ".cc")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text("".join(f'#include "{one}"\n' for one in included))
            return list(tidy.check_circles(source, ROOMS))

    def test_units_make_no_circle(self):
        self.assertEqual(self.circles(base__a_h=["base/b.h"], base__b_h=["base/c.h"], base__c_h=[]), [])
        self.assertEqual(self.circles(base__a_h=["base/b.h"], base__b_cc=["base/b.h", "base/a.h"]),
                         ["a circle of units: base/a -> base/b -> base/a"])

    def test_rooms_make_no_circle(self):
        self.assertEqual(self.circles(base__a_h=["kube/a.h"], kube__b_h=["base/b.h"], kube__a_h=[],
                                      base__b_h=[]),
                         ["a circle of rooms: base -> kube -> base"])

    def test_a_source_that_is_in_no_room_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder)
            for name in ["lib/base/a.h", "lib/other/a.h", "docs/architecture.md"]:
                (source / name).parent.mkdir(parents=True, exist_ok=True)
                (source / name).write_text("`lib/kube` `lib/acme`")
            found = list(tidy.check_homes(source, ROOMS))
            self.assertEqual(len(found), 2)
            self.assertIn("lib/other/a.h: is in no room", found[0])
            self.assertIn("does not tell what lib/base is for", found[1])

    def test_a_page_names_no_file_that_is_not_there(self):
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder)
            for page in ["README.md", "CONTRIBUTING.md", "RELEASING.md", "docs/architecture.md"]:
                (source / page).parent.mkdir(exist_ok=True)
                (source / page).write_text("see `docs/architecture.py` and `lib/gone.cc`\n")
            (source / "docs/architecture.py").write_text("")
            self.assertEqual(list(tidy.check_pages(source)),
                             [f"{page}: there is no lib/gone.cc"
                              for page in ["README.md", "CONTRIBUTING.md", "RELEASING.md", "docs/architecture.md"]])

    def test_a_header_opens_with_what_it_is(self):
        self.assertEqual(len(breaches("int x;\n", name="x.h")), 2)
        self.assertEqual(breaches("// X: a thing.\n#pragma once\n", name="x.h"), [])


if __name__ == "__main__":
    unittest.main()

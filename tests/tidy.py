#!/usr/bin/env python3
"""The rules of this project that a machine can check.

Usage: tidy.py SOURCE_DIR ROOMS_FILE

ROOMS_FILE is written by the build: one line a room, `folder | rooms it may use | libraries`.
Prints every breach as file:line: what is wrong, and exits with 1 if there is one.
"""

import pathlib
import re
import sys

# Outside headers, by the library that a room must name to include them. What is not here and not
# in a room is the C++ or C library, which everybody may use.
LIBRARY_OF = {
    "spdlog/": "spdlog::spdlog_header_only",
    "nlohmann/": "nlohmann_json::nlohmann_json",
    "yaml-cpp/": "yaml-cpp",
    "openssl/": "OpenSSL::",
    "ares.h": "c-ares::cares",
    "boost/": "Boost::headers",
    "cpprest/": "Boost::headers",
    "pplx/": "Boost::headers",
    "prometheus/": "prometheus-cpp::core",
}
# What may occur in these files only.
ONLY_IN = {
    r'#include <(cpprest|pplx)/': ["lib/http/cpprest_"],
    r'\bsystem_clock::now\(|\bsteady_clock::now\(': ["lib/base/clock.h", "lib/http/", "lib/kube/"],
    r'\.then\(': ["lib/http/cpprest_"],
    r'\bTODO\b|\bFIXME\b|\bXXX\b': [],
}
MOST_LINES = 400
MOST_COLUMNS = 100


def read_rooms(path):
    rooms = {}
    for line in path.read_text().splitlines():
        folder, uses, libraries = (part.strip() for part in line.split("|"))
        rooms[folder] = (uses.replace(";", " ").split(), libraries)
    return rooms


def forbidden_include(name, room, rooms):
    uses, libraries = rooms[room]
    allowed = set(uses) | {pathlib.Path(room).name}
    names = {pathlib.Path(folder).name for folder in rooms}
    first = name.split("/")[0]
    if "/" in name and first in names and first not in allowed:
        return f"room {room} may not use room {first}"
    for prefix, library in LIBRARY_OF.items():
        if name.startswith(prefix) and library not in libraries:
            return f"room {room} may not use {prefix}…"
    return None


def check_file(path, source, room, rooms):
    relative = path.relative_to(source).as_posix()
    lines = path.read_text().splitlines()
    if len(lines) > MOST_LINES:
        yield f"{relative}: {len(lines)} lines, more than {MOST_LINES}"
    for number, line in enumerate(lines, 1):
        where = f"{relative}:{number}"
        if len(line) > MOST_COLUMNS:
            yield f"{where}: {len(line)} columns, more than {MOST_COLUMNS}"
        include = re.match(r'#include [<"]([^>"]+)[>"]', line)
        wrong = include and room and forbidden_include(include.group(1), room, rooms)
        if wrong:
            yield f"{where}: {wrong}"
        for pattern, places in ONLY_IN.items():
            if room and re.search(pattern, line) and not any(relative.startswith(p) for p in places):
                yield f"{where}: {pattern} may occur in {places or 'no file'} only"


def unit_of(path, rooms):
    """The unit of a source file, as others include it: "kube/client" of lib/kube/client.cc."""
    folder, name = path.rsplit("/", 1)
    return f"{pathlib.Path(folder).name}/{name.rsplit('.', 1)[0]}" if folder in rooms else None


def include_graph(source, rooms):
    """What each unit (a header and its source) includes of other units."""
    graph = {}
    for path in sorted(p for folder in rooms for p in (source / folder).glob("*.*")):
        unit = unit_of(path.relative_to(source).as_posix(), rooms)
        if path.suffix not in (".h", ".cc"):
            continue
        included = {name.removesuffix(".h")
                    for name in re.findall(r'^#include "([^"]+)"', path.read_text(), re.M)}
        graph.setdefault(unit, set()).update(included - {unit})
    return graph


def circle_in(graph):
    """The nodes of one circle in the order of their edges, or nothing."""
    done, way = set(), []

    def follow(node):
        if node in way:
            return way[way.index(node):] + [node]
        if node in done:
            return None
        way.append(node)
        for other in sorted(graph.get(node, ())):
            if circle := follow(other):
                return circle
        done.add(way.pop())
        return None

    for node in sorted(graph):
        if circle := follow(node):
            return circle
    return None


def check_circles(source, rooms):
    units = include_graph(source, rooms)
    between = {}
    for unit, included in units.items():
        room = unit.split("/")[0]
        between.setdefault(room, set()).update(
            {other.split("/")[0] for other in included if other in units} - {room})
    for what, graph in [("units", units), ("rooms", between)]:
        if circle := circle_in(graph):
            yield f"a circle of {what}: {' -> '.join(circle)}"


def tops_of(rooms):
    return sorted({folder.split("/")[0] for folder in rooms})


def check_image(source, rooms):
    """The image's build is given each folder that CMakeLists.txt names."""
    given = (source / ".dockerignore").read_text().splitlines()
    for top in tops_of(rooms):
        if f"!{top}" not in given:
            yield f".dockerignore: keeps {top} from the build of the image"


def check_homes(source, rooms):
    """Every source of the product is in a room, and each room is told of in docs/architecture.md."""
    for top in tops_of(rooms):
        for path in sorted((source / top).rglob("*")):
            folder = path.parent.relative_to(source).as_posix()
            if path.suffix in (".h", ".cc") and folder not in rooms:
                yield f"{path.relative_to(source)}: is in no room: declare one in CMakeLists.txt"
    page = (source / "docs/architecture.md").read_text()
    for room in rooms:
        if f"`{room}`" not in page:
            yield f"docs/architecture.md: does not tell what {room} is for"


def check_header(path, source):
    relative = path.relative_to(source).as_posix()
    text = path.read_text()
    if not text.startswith("//"):
        yield f"{relative}: a header opens with what it is and what it promises"
    if "#pragma once" not in text:
        yield f"{relative}: no #pragma once"


def check_pages(source):
    """Every file that these pages name is there."""
    for page in ["README.md", "CONTRIBUTING.md", "RELEASING.md", "docs/architecture.md"]:
        for name in re.findall(r"`([\w./-]+/[\w.-]+\.(?:cc|h|py|sh|yaml))`", (source / page).read_text()):
            if not (source / name).exists():
                yield f"{page}: there is no {name}"


def check_issuer_kinds(source):
    """Issuer and ClusterIssuer have the same schema, but for where their Secrets are and for what
    only a ClusterIssuer can say."""
    documents = (source / "manifests/crds.yaml").read_text().split("\n---\n")
    schemas = []
    for document in documents:
        if re.search(r"^  name: (cluster)?issuers\.", document, re.M):
            body = document[document.index("            spec:"):]
            body = re.sub(r"\n +- rule: .*\n +message: \".*only a ClusterIssuer.*", "", body)
            body = re.sub(r'\n +pattern: "\^\[A-Za-z0-9[.],:/_-\]\*\$"', "", body)
            body = re.sub(r"\n +x-kubernetes-validations:(?!\n +- rule: )", "", body)
            body = body.replace("required: [name, namespace]", "required: [name]")
            schemas.append(re.sub(r"A Secret of (this|the system) namespace", "A Secret", body).strip())
    if len(schemas) != 2 or schemas[0] != schemas[1]:
        yield "manifests/crds.yaml: the specs of Issuer and ClusterIssuer differ"


def main():
    source = pathlib.Path(sys.argv[1])
    rooms = read_rooms(pathlib.Path(sys.argv[2]))
    breaches = [*check_issuer_kinds(source), *check_pages(source),
                *check_circles(source, rooms), *check_homes(source, rooms),
                *check_image(source, rooms)]
    files = 0
    for top in [*tops_of(rooms), "tests"]:
        for path in sorted((source / top).rglob("*")):
            if path.suffix not in (".h", ".cc"):
                continue
            files += 1
            folder = path.parent.relative_to(source).as_posix()
            breaches += check_file(path, source, folder if folder in rooms else None, rooms)
            if path.suffix == ".h":
                breaches += check_header(path, source)
    print("\n".join(breaches))
    print(f"{files} files, {len(rooms)} rooms, {len(breaches)} breaches")
    sys.exit(1 if breaches or files < 20 or len(rooms) < 11 else 0)


if __name__ == "__main__":
    main()

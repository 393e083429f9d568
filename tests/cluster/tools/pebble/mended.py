"""Mends Pebble where it comes to a standstill: mended.py SOURCE FOLDER

FindValidAuthorization keeps the lock of the whole store while it waits for that of an authorization.
With a client that reads a challenge, a validation that ends and another one that registers, each waits
for the next one for ever, and so do all requests after that. Here the store's lock is given back first.

Copies the module's SOURCE to FOLDER/source, mends it, and writes FOLDER/go.mod and go.sum: those beside
this script, with the copy in the module's place. Fails where the source is another one than it knows.
"""

import pathlib
import shutil
import sys

HERE = pathlib.Path(__file__).parent
MODULE = "github.com/letsencrypt/pebble/v2"
FOUND = """	m.RLock()
	defer m.RUnlock()
	for _, authz := range m.authorizationsByID {
"""
MENDED = """	m.RLock()
	all := make([]*core.Authorization, 0, len(m.authorizationsByID))
	for _, authz := range m.authorizationsByID {
		all = append(all, authz)
	}
	m.RUnlock()
	for _, authz := range all {
"""


def main(source, folder):
    out = pathlib.Path(folder)
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(source, out / "source", copy_function=shutil.copyfile)
    for path in [out / "source", *(out / "source").rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)  # a module's source cannot be written
    file = out / "source/db/memorystore.go"
    text = file.read_text(encoding="utf-8")
    if text.count(FOUND) != 1:
        sys.exit(f"{file} is another one than this knows: look whether it still needs to be mended")
    file.write_text(text.replace(FOUND, MENDED), encoding="utf-8")
    modules = (HERE / "go.mod").read_text(encoding="utf-8")
    (out / "go.mod").write_text(f"{modules}\nreplace {MODULE} => {out / 'source'}\n", encoding="utf-8")
    shutil.copyfile(HERE / "go.sum", out / "go.sum")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])

"""The page of all fields, made of manifests/crds.yaml, and what is wrong with those."""

import json
import re

import yaml

PAGE = """# Fields

Every field of every kind, as the API server knows them: what it is, what it may hold, and what is refused
with which words. `kubectl explain` says the same. A field that is not here is refused at apply, where
`kubectl` and the API server look for unknown fields, or left out.

In a path, `[]` is each entry of a list and `.*` each value of a map. A field in **bold** must be given
where what holds it is given. Each kind ends with the fields of cert-manager and of other ACME clients that
Sallyport knows only to refuse them.
"""
REFUSED = re.compile(r"^(Refused|Not supported)")
BY_HAND = ("Certificate", "Issuer", "ClusterIssuer", "NamePolicy")


def escaped(text):
    """As a cell of a table says it."""
    parts = re.split(r"(`[^`]*`)", text)
    for at in range(0, len(parts), 2):
        parts[at] = re.sub(r"([*_\[\]])", r"\\\1", parts[at]).replace("<", "&lt;")
    return "".join(parts).replace("|", "\\|")


def bounds(schema, least, most, what):
    low, high = schema.get(least), schema.get(most)
    if low and low > 1 and high:
        return f", {low:,} to {high:,} {what}"
    if high is not None:
        return f", at most {high:,} {what}"
    return f", at least {low:,}" if low is not None and low > 1 else ""


def type_of(schema):
    kind = schema.get("type", "anything")
    if "enum" in schema:
        return "one of " + ", ".join(f"`{one}`" for one in schema["enum"])
    if schema.get("format") == "date-time":
        return "time"
    if kind == "array":
        return "list of " + plural(type_of(schema["items"])) + bounds(schema, "minItems", "maxItems", "entries")
    if kind == "integer":
        if "minimum" in schema and "maximum" in schema:
            return f"integer, {schema['minimum']:,} to {schema['maximum']:,}"
        return "integer" + (f", at least {schema['minimum']:,}" if "minimum" in schema else "")
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return "map to " + plural(type_of(schema["additionalProperties"])) + bounds(
            schema, "minProperties", "maxProperties", "entries")
    if kind == "string":
        return "string" + bounds(schema, "minLength", "maxLength", "characters")
    return kind


def plural(kind):
    """Of "string, at most 63 characters": "strings (at most 63 characters)"."""
    first, _, rest = kind.partition(", ")
    if first.startswith(("one of", "list", "map")) or kind.startswith("one of"):
        return kind
    return first + "s" + (f" ({rest})" if rest else "")


def refused_here(schema, names):
    """The messages of a schema's rules, but for those about a field of `names`."""
    return [rule["message"] for rule in schema.get("x-kubernetes-validations", [])
            if not any(re.search(rf"self\.{name}\b", rule["rule"]) and
                       rule["message"].startswith(f"{name}:") for name in names)]


def refused_fields(schema):
    return [name for name, one in schema.get("properties", {}).items()
            if REFUSED.match(one.get("description", ""))]


def words_of(schema):
    words = schema.get("description", "").rstrip(".") + "."
    inner = schema.get("items") if schema.get("type") == "array" else schema.get("additionalProperties")
    rules = refused_here(schema, refused_fields(schema))
    patterns = [schema["pattern"]] if "pattern" in schema else []
    if isinstance(inner, dict):
        rules += refused_here(inner, refused_fields(inner))
        patterns += [inner["pattern"]] if "pattern" in inner else []
    cell = escaped(words)
    for pattern in patterns:
        cell += " Form: `" + pattern.replace("|", "\\|") + "`."
    if rules:
        cell += " **Refused with:** " + "; ".join(f"“{escaped(rule)}”" for rule in rules) + "."
    return cell


def children(schema):
    """What stands below a field: (the part of the path that leads there, schema)."""
    for part, one in (("", schema), ("[]", schema.get("items")), (".*", schema.get("additionalProperties"))):
        if isinstance(one, dict) and "properties" in one:
            yield part, one


def rows(path, schema, seen):
    """(path, needed, type, default, words), and a row of its own for a part that was told before."""
    for part, inner in children(schema):
        refused = refused_fields(inner)
        for name, one in inner["properties"].items():
            if name in refused:
                continue
            where = f"{path}{part}.{name}" if path else name
            same = json.dumps(one, sort_keys=True)
            told = seen.get(same) if list(children(one)) and len(same) > 2000 else None
            words = words_of(one) + (f" The fields below it are those of `{told}`." if told else "")
            default = json.dumps(one["default"]) if "default" in one else ""
            yield where, name in inner.get("required", []), type_of(one), default, words
            seen.setdefault(same, where)
            if not told:
                yield from rows(where, one, seen)


def message_for(name, parent, schema):
    """Of the rule that refuses it, whatever else is given; "Refused unless" may have one alternative."""
    for rule in parent.get("x-kubernetes-validations", []):
        parts = rule["rule"].split(" || ")
        if f"!has(self.{name})" in parts[0] and (len(parts) == 1 or "unless" in schema["description"]):
            return rule["message"]
    return (refused_here(schema, []) or [""])[0]


def refusals(path, schema):
    """(path, words) of each field that is there to be refused by its name."""
    for part, inner in children(schema):
        for name, one in inner["properties"].items():
            where = f"{path}{part}.{name}" if path else name
            if REFUSED.match(one.get("description", "")):
                yield where, message_for(name, inner, one)
            else:
                yield from refusals(where, one)


def kinds_of(text):
    """(kind, schema) of each."""
    for one in yaml.safe_load_all(text):
        yield one["spec"]["names"]["kind"], one["spec"]["versions"][0]["schema"]["openAPIV3Schema"]


def described(schema, path):
    if not schema.get("description", "").strip() and path not in ("metadata",):
        yield f"{path}: it has no description"
    for part, inner in children(schema):
        for name, one in inner["properties"].items():
            yield from described(one, f"{path}{part}.{name}" if path else name)


def faults(text):
    for kind, schema in kinds_of(text):
        for fault in described(schema, ""):
            yield f"{kind}: {fault}"
        for path, words in refusals("", schema):
            if not words:
                yield f"{kind}: {path} is refused, and no rule says with which words"


def table(found):
    lines = ["| field | type | default | what it is |", "|---|---|---|---|"]
    for where, needed, kind, default, words in found:
        name = f"**`{where}`**" if needed else f"`{where}`"
        lines.append(f"| {name} | {kind} | {f'`{default}`' if default else ''} | {words} |")
    return lines + [""]


def section(kind, schema, issuer):
    found = [row for row in rows("", schema, {})
             if row[0].partition(".")[0] not in ("apiVersion", "kind", "metadata")]
    lines = [f"## {kind}\n", escaped(schema["description"]) + "\n"]
    if issuer:
        lines.append("As [Issuer](#issuer), but for these fields:\n")
        found = [row for row in found if row not in issuer]
    for part in ("spec", "status"):
        if some := [row for row in found if row[0].split(".")[0] == part]:
            lines += [f"### {kind}: {part}\n", *table(some)]
    if (told := list(refusals("", schema))) and not issuer:
        lines += [f"### {kind}: fields that are refused by name\n",
                  "So that nothing of a manifest that was made for cert-manager is lost in silence.\n",
                  "| field | what you are told |", "|---|---|"]
        lines += [f"| `{path}` | {escaped(words)} |" for path, words in told] + [""]
    return lines


def page(text):
    kinds = dict(kinds_of(text))
    ordered = [*BY_HAND, *(kind for kind in kinds if kind not in BY_HAND)]
    lines = [PAGE]
    issuer = list(rows("", kinds["Issuer"], {}))
    for kind in ordered:
        lines += section(kind, kinds[kind], issuer if kind == "ClusterIssuer" else None)
    return "\n".join(lines)

"""Draws the dashboard as an SVG, from what the Prometheus at $PROMETHEUS knows of the last seconds.

draw.py DASHBOARD SECONDS

No Grafana: the panels' places, titles, queries and units are the dashboard's own, the rest is only
to give an idea of it.
"""

import html
import json
import math
import pathlib
import sys

import prometheus_api

COLUMN, ROW, GAP = 50, 27, 8
NAMED = {"green": "#7eb26d", "red": "#e24d42", "yellow": "#eab839"}
COLOURS = ["#7eb26d", "#eab839", "#6ed0e0", "#ef843c", "#e24d42", "#1f78c1", "#ba43a9", "#705da0"]
STEPS = {"s": [(86400, "d"), (3600, "h"), (60, "min"), (1, "s"), (0.001, "ms")],
         "bytes": [(2**20, "MiB"), (2**10, "KiB")], "reqps": [(1, "/s")],
         "percentunit": [(0.01, "%")], "none": [(1, "")]}


def shown(value, unit):
    steps = STEPS[unit]
    size, name = next((step for step in steps if abs(value) >= step[0]), steps[-1])
    return f"{value / size:.3g} {name}".strip()


def rounded_up(value, unit):
    """The end of an axis: a number that a person would choose, in the unit that it is shown in."""
    size = next((step for step, _ in STEPS[unit] if value >= step), STEPS[unit][-1][0])
    power = 10 ** math.floor(math.log10(value / size))
    return next(one for one in (1, 2, 4, 5, 10, 20) if one * power * size >= value * 0.999) * power * size


def text(x, y, words, size=11, colour="#ccccdc", anchor="start"):
    return (f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" fill="{colour}" '
            f'text-anchor="{anchor}">{html.escape(str(words))}</text>')


def points_of(series):
    return [(float(when), float(value)) for when, value in series["values"]
            if math.isfinite(float(value))]


def lines(panel, width, height, seconds):
    drawn = []
    for target in panel["targets"]:
        for series in prometheus_api.history(target["expr"], seconds):
            if points := points_of(series):
                drawn.append((prometheus_api.name_of(series["metric"], target["legendFormat"]), points))
    if not drawn:
        return text(width / 2, height / 2, "no data", anchor="middle")
    unit = panel["fieldConfig"]["defaults"]["unit"]
    top = rounded_up(max(value for _, points in drawn for _, value in points) or 1, unit)
    begin = min(points[0][0] for _, points in drawn)
    end = max(max(points[-1][0] for _, points in drawn), begin + 1)
    left, bottom = 62, height - 52
    out = []
    for part in (0, 0.5, 1):
        y = bottom - part * (bottom - 34)
        out.append(f'<path d="M{left} {y:.0f}H{width - 12}" stroke="#34343b"/>')
        out.append(text(left - 6, y + 4, shown(top * part, unit), 10, "#8e8e9a", "end"))
    for part, anchor in ((0, "start"), (0.5, "middle"), (1, "end")):
        ago = f"{(part - 1) * (end - begin):.0f} s" if part < 1 else "now"
        out.append(text(left + part * (width - left - 12), bottom + 14, ago, 10, "#8e8e9a", anchor))
    for index, (_, points) in enumerate(drawn):
        way = " ".join(f"{left + (when - begin) / (end - begin) * (width - left - 12):.1f},"
                       f"{bottom - value / top * (bottom - 34):.1f}" for when, value in points)
        out.append(f'<polyline points="{way}" fill="none" stroke-width="1.4" '
                   f'stroke="{COLOURS[index % len(COLOURS)]}"/>')
    return "".join(out) + legend([name for name, _ in drawn], width, height)


def legend(names, width, height):
    """Two rows of them; what finds no room is counted."""
    out, x, y = [], 12, height - 18
    for index, name in enumerate(names):
        needs, left = 22 + 6.2 * len(name), len(names) - index
        last = y > height - 18
        if last and left > 1 and x + needs + 66 > width or last and x + needs > width:
            out.append(text(x, y, f"and {left} more", 10, "#b0b0bb"))
            break
        if x + needs > width:
            x, y = 12, y + 13
        out.append(f'<rect x="{x:.0f}" y="{y - 7}" width="10" height="4" '
                   f'fill="{COLOURS[index % len(COLOURS)]}"/>')
        out.append(text(x + 14, y, name, 10, "#b0b0bb"))
        x += needs
    return "".join(out)


def table(panel, width, height):
    out, y = [], 48
    target = panel["targets"][0]
    for series in target["found"]:
        if y > height - 8:
            break
        metric = series["metric"]
        value = float(series["value"][1])
        out.append(text(14, y, "/".join(metric.get(key, "") for key in ("namespace", "name"))))
        out.append(text(width / 2, y, metric.get("issuer_name", "")))
        out.append(text(width - 14, y, shown(value, panel["fieldConfig"]["defaults"]["unit"]),
                        anchor="end", colour="#7eb26d" if value > 0 else "#e24d42"))
        y += 20
    return "".join(out)


def stat(panel, width, height):
    found = panel["targets"][0]["found"]
    colours, out = prometheus_api.colours(panel), []
    for index, series in enumerate(found):
        x = width * (index + 0.5) / len(found)
        name = prometheus_api.name_of(series["metric"], panel["targets"][0]["legendFormat"])
        out.append(text(x, height / 2 + 12, shown(float(series["value"][1]), "none"), 34,
                        NAMED[colours[name]], "middle"))
        out.append(text(x, height - 40, name, 10, "#b0b0bb", "middle"))
    return "".join(out)


def draw(panel, seconds):
    place = panel["gridPos"]
    width, height = place["w"] * COLUMN - GAP, place["h"] * ROW - GAP
    if panel["type"] == "timeseries":
        inside = lines(panel, width, height, seconds)
    else:
        for target in panel["targets"]:
            target["found"] = prometheus_api.query(target["expr"])
        inside = (table if panel["type"] == "table" else stat)(panel, width, height)
    return (f'<g transform="translate({place["x"] * COLUMN + GAP},{place["y"] * ROW + 40})">'
            f'<rect width="{width}" height="{height}" rx="3" fill="#1d1e24" stroke="#2c2d34"/>'
            f'{text(12, 20, panel["title"], 12)}{inside}</g>\n')


def main(path, seconds):
    dashboard = json.loads(pathlib.Path(path).read_text())
    for panel in dashboard["panels"]:
        panel["asked"] = []
    for panel, target in prometheus_api.targets(dashboard):
        panel["asked"].append(target)
    for panel in dashboard["panels"]:
        panel["targets"] = panel.pop("asked")
    bottom = max(p["gridPos"]["y"] + p["gridPos"]["h"] for p in dashboard["panels"])
    width, height = 24 * COLUMN + GAP, bottom * ROW + 40
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
          f'font-family="sans-serif"><rect width="{width}" height="{height}" fill="#111217"/>')
    print(text(14, 26, dashboard["title"], 17))
    for panel in dashboard["panels"]:
        print(draw(panel, float(seconds)), end="")
    print("</svg>")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])

"""`make bench-paper`: sheets filled in, scanned and photographed by the generator, read by the reader, and counted.

Prints figures, asserts nothing. Times are processor time of one core, so that a busy machine does not change them.
"""

import argparse
import io
import json
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from dataclasses import replace
from multiprocessing import Pool
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy
from numpy.random import Generator
from PIL import Image

from consultation.paper.scan.batch import Pile
from consultation.paper.scan.images import scans_of
from consultation.paper.scan.pictures import Scan
from consultation.paper.scan.reading import Printed as PrintedSheet
from consultation.paper.scan.reading import read_scan
from consultation.paper.scan.results import State
from tests.bench.blanks import LANGUAGES, Printed, printed, questionnaire
from tests.bench.cameras import PRESETS, UNSEEN, taken
from tests.bench.pens import Filled, a_person, an_unforeseen_person, fill_page
from tests.bench.scoring import Confidences, Counts, aims, calibration, score, told

_SHEETS: dict[tuple[tuple[str, ...], bool], Printed] = {}
ALL = {**PRESETS, **UNSEEN}


def sheet_in(locales: tuple[str, ...], *, tables: bool = False) -> Printed:
    """The printed sheet of a language; rendered once a process."""
    if (locales, tables) not in _SHEETS:
        _SHEETS[locales, tables] = printed(locales, (7,), definition=questionnaire(tables=tables))
    return _SHEETS[locales, tables]


def a_page(random: Generator, name: str, sheet: Printed) -> tuple[Filled, int, bytes]:
    """A page filled in and taken: the truth, its page number, the file."""
    preset = ALL[name]
    page = sheet.layout["pages"][int(random.integers(0, len(sheet.layout["pages"]) - 1))]
    person = an_unforeseen_person(random) if preset.unforeseen else a_person(random, hard=preset.hard_marks)
    filled = fill_page(sheet.pictures[7, page["page"]], page, sheet.most, person)
    return filled, page["page"], taken(filled.picture, filled.ink, preset, random, person.colour)


def measured(asked: tuple[int, int, str, str, bool]) -> tuple[str, Counts, Confidences]:
    """Counts over some pages of one preset, and of every box its confidence and whether it was right."""
    seed, count, name, keep, tables = asked
    cv2.setNumThreads(1)
    random = numpy.random.default_rng(seed)
    counts: Counts = Counter()
    confidences: Confidences = []
    for index in range(count):
        sheet = sheet_in(LANGUAGES[(seed + index) % len(LANGUAGES)], tables=tables)
        filled, page, data = a_page(random, name, sheet)
        known = [PrintedSheet(one.layout) for one in _SHEETS.values()]
        begun = time.process_time()
        scans = list(scans_of("page", data))
        decoded = time.process_time()
        readings = read_scan(scans[0], known)
        done = time.process_time()
        counts["decode_us"] += round((decoded - begun) * 1e6)
        counts["read_us"] += round((done - decoded) * 1e6)
        before = counts["wrong"]
        score(counts, confidences, readings, filled, page)
        counts["pages"] += 1
        if keep and (counts["wrong"] > before or readings[0].state not in {State.READ, State.NEEDS_LOOK}):
            Path(keep, f"{name}_{seed}_{index}.img").write_bytes(data)
    counts["memory_kb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return name, counts, confidences


def _on_the_glass(filled: Filled, random: Generator) -> bytes:
    return taken(filled.picture, filled.ink, PRESETS["scan_typical"], random)


def a_pile(random: Generator) -> None:
    """Sheets in three languages, shuffled, with a page twice, a page missing, a blank back and a foreign page."""
    scans: list[Scan] = []
    known = []
    lost = []
    for locales in LANGUAGES:
        sheet = sheet_in(locales)
        known.append(PrintedSheet(sheet.layout))
        pages = [page["page"] for page in sheet.layout["pages"]]
        lost.append(int(random.choice(pages)))
        for page in pages:
            where = sheet.layout["pages"][page - 1]
            filled = fill_page(sheet.pictures[7, page], where, sheet.most, a_person(random))
            scans += [
                scan
                for copy in range(2 if page == pages[0] and lost[-1] != page else 1)
                if page != lost[-1]
                for scan in scans_of(
                    f"{locales}-{page}-{copy}", taken(filled.picture, filled.ink, PRESETS["scan_typical"], random)
                )
            ]
    blank = numpy.full((2339, 1654), 244, numpy.uint8)
    letter = blank.copy()
    for row in range(300, 1900, 40):
        cv2.putText(letter, "Madame, Monsieur, veuillez trouver", (150, row), cv2.FONT_HERSHEY_PLAIN, 3.0, 40, 2)
    for name, picture in (("blank", blank), ("letter", letter)):
        scans += list(scans_of(name, bytes(cv2.imencode(".jpg", picture)[1])))
    scans += list(scans_of("broken", b"\xff\xd8\xff broken"))
    random.shuffle(scans)
    pile = Pile(known)
    done = list(pile.all_of(scans))
    print(f"A shuffled pile of {len(scans)} pages (one page missing of each of {len(lost)} sheets: {lost}):")
    print("     ", pile.report()["states"], "in all", len(done))
    print("      missing:", [one.identity.page for one in done if one.state == State.MISSING and one.identity])


MEASURED = """
import runpy, sys
try:
    runpy.run_module("consultation", run_name="__main__")
except SystemExit:
    pass
(peak,) = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(peak, file=sys.stderr)
"""
"""`getrusage` would tell the memory of whoever started the process, when that is more."""


def memory_of_reading(random: Generator, folder: Path) -> None:
    """Megabytes of a process that reads a pile of colour scans at 300 dpi and does nothing else."""
    sheet = sheet_in(LANGUAGES[0])
    (folder / "layout.json").write_text(json.dumps(sheet.layout))
    pages = []
    for page in sheet.layout["pages"][:4]:
        filled = fill_page(sheet.pictures[7, page["page"]], page, sheet.most, a_person(random))
        data = taken(filled.picture, filled.ink, replace(PRESETS["scan_good"], dpi=(300, 300)), random)
        pages.append(Image.open(io.BytesIO(data)))
    pages[0].save(folder / "pile.pdf", "PDF", save_all=True, append_images=pages[1:] * 10, resolution=300)
    command = ["paper", "read", str(folder / "pile.pdf"), "--layout", str(folder / "layout.json"), "--json"]
    begun = time.monotonic()
    done = subprocess.run([sys.executable, "-c", MEASURED, *command], check=True, capture_output=True, text=True)
    kilobytes = int(done.stderr.split()[-1])
    size = (folder / "pile.pdf").stat().st_size / 1e6
    print(f"`consultation paper read` of a PDF of 31 pages, 300 dpi, {size:.0f} MB: "
          f"{kilobytes / 1024:.0f} MB of memory, {time.monotonic() - begun:.1f} s with its start")  # fmt: skip


def a_table(random: Generator, photos: int) -> None:
    """Several pages in one photo on a dark table, a poster with another QR code between them."""
    wanted = found = boxes = wrong = 0
    poster = numpy.kron(random.integers(0, 2, (25, 25)), numpy.ones((12, 12))).astype(numpy.uint8) * 220 + 20
    for _photo in range(photos):
        table = numpy.full((3000, 4000), 45, numpy.uint8) + random.integers(0, 25, (3000, 4000), numpy.uint8)
        table[40:340, 1900:2200] = poster
        laid: dict[int, Filled] = {}
        sheet = sheet_in(LANGUAGES[0])
        for place, page in enumerate(random.choice(len(sheet.layout["pages"]) - 1, 2, replace=False)):
            where = sheet.layout["pages"][int(page)]
            filled = fill_page(sheet.pictures[7, where["page"]], where, sheet.most, a_person(random))
            laid[where["page"]] = filled
            flat = (filled.picture * (1 - filled.ink)).astype(numpy.uint8)
            turn = cv2.getRotationMatrix2D((1050, 1485), random.uniform(-8, 8) + 180 * int(random.integers(0, 2)), 0.82)
            turn[:, 2] += numpy.array([random.uniform(-20, 20) + (1000, 3000)[place] - 1050, 15.0])
            cv2.warpAffine(
                cv2.GaussianBlur(flat, (0, 0), 0.6), turn, (4000, 3000), table, borderMode=cv2.BORDER_TRANSPARENT
            )
        data = bytes(cv2.imencode(".jpg", table, [cv2.IMWRITE_JPEG_QUALITY, 75])[1])
        wanted += len(laid)
        for reading in read_scan(next(scans_of("table", data)), [PrintedSheet(sheet.layout)]):
            if reading.identity is None or reading.identity.page not in laid:
                continue
            found += 1
            counts: Counts = Counter()
            score(counts, [], [reading], laid[reading.identity.page], reading.identity.page)
            boxes, wrong = boxes + counts["sure"], wrong + counts["wrong"]
    print(f"Two pages in each of {photos} photos, with a foreign QR code: {found} of {wanted} pages found,")
    print(f"      {wrong} silent errors in {boxes} sure boxes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=40, help="of each preset")
    parser.add_argument("--seed", type=int, default=1, help="another one makes other pages")
    parser.add_argument("--tables", action="store_true", help="with three tables: many boxes a page, for long runs")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--preset", action="append", choices=list(ALL))
    parser.add_argument("--keep", default="", help="existing folder for the pictures that went wrong")
    asked = parser.parse_args()
    some = 20
    jobs = [
        (asked.seed * 100_000 + index * 1000 + start, min(some, asked.pages - start), name, asked.keep, asked.tables)
        for index, name in enumerate(asked.preset or ALL)
        for start in range(0, asked.pages, some)
    ]
    all_counts: dict[str, Counts] = defaultdict(Counter)
    confidences: Confidences = []
    memory = 0
    with Pool(asked.processes) as pool:
        for name, counts, said in pool.imap(measured, jobs):
            memory = max(memory, counts.pop("memory_kb"))
            all_counts[name] += counts
            confidences += said
            boxes, wrong = (sum(one[key] for one in all_counts.values()) for key in ("sure", "wrong"))
            print(f"{name}: so far {boxes} sure boxes, {wrong} silent errors", file=sys.stderr, flush=True)
    for name, counts in all_counts.items():
        told(name, counts)
    total: Counts = Counter()
    for counts in all_counts.values():
        total += counts
    told("all", total)
    print(f"Seed {asked.seed}{', with tables' if asked.tables else ''}.")
    aims(all_counts)
    calibration(confidences)
    print(f"Memory of a process of the bench, generator included: {memory / 1024:.0f} MB")
    with TemporaryDirectory() as folder:
        memory_of_reading(numpy.random.default_rng(asked.seed), Path(folder))
    a_pile(numpy.random.default_rng(asked.seed))
    a_table(numpy.random.default_rng(asked.seed), 10)


if __name__ == "__main__":
    main()

"""`make bench-paper`: sheets filled in, scanned and photographed by the generator, read by the reader, and counted.

Prints figures, asserts nothing. Times are processor time of one core, so that a busy machine does not change them.
"""

import argparse
import resource
import time
from collections import Counter, defaultdict
from multiprocessing import Pool
from pathlib import Path

import cv2
import numpy
from numpy.random import Generator

from consultation.paper.scan.batch import Pile
from consultation.paper.scan.images import scans_of
from consultation.paper.scan.pictures import Scan
from consultation.paper.scan.reading import Printed as PrintedSheet
from consultation.paper.scan.reading import read_scan
from consultation.paper.scan.results import PageReading, State
from tests.bench.blanks import LANGUAGES, Printed, printed
from tests.bench.cameras import PRESETS, taken
from tests.bench.pens import Filled, a_person, fill_page

_SHEETS: dict[tuple[str, ...], Printed] = {}
Counts = Counter[str]


def sheet_in(locales: tuple[str, ...]) -> Printed:
    """The printed sheet of a language; rendered once a process."""
    if locales not in _SHEETS:
        _SHEETS[locales] = printed(locales, (7,))
    return _SHEETS[locales]


def a_page(random: Generator, name: str, sheet: Printed) -> tuple[Filled, int, bytes]:
    """A page filled in and taken: the truth, its page number, the file."""
    preset = PRESETS[name]
    page = sheet.layout["pages"][int(random.integers(0, len(sheet.layout["pages"]) - 1))]
    person = a_person(random, hard=preset.hard_marks)
    filled = fill_page(sheet.pictures[7, page["page"]], page, sheet.most, person)
    return filled, page["page"], taken(filled.picture, filled.ink, preset, random)


def measured(asked: tuple[int, int, str, str]) -> tuple[str, Counts, list[tuple[float, bool]]]:
    """Counts over some pages of one preset, and of every box its confidence and whether it was right."""
    seed, count, name, keep = asked
    cv2.setNumThreads(1)
    random = numpy.random.default_rng(seed)
    counts: Counts = Counter()
    confidences: list[tuple[float, bool]] = []
    for index in range(count):
        sheet = sheet_in(LANGUAGES[(seed + index) % len(LANGUAGES)])
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


def score(
    counts: Counts, confidences: list[tuple[float, bool]], readings: list[PageReading], filled: Filled, page: int
) -> None:
    """One page held against the truth."""
    reading = readings[0]
    if reading.identity is None or reading.state not in {State.READ, State.NEEDS_LOOK} or len(readings) > 1:
        counts["rejected"] += 1
        counts[f"because {reading.state.value} {reading.reason or ''}"] += 1
        return
    if reading.identity.page != page or reading.identity.number != 7:
        counts["wrong page"] += 1
    if reading.sheet is None:
        counts["not accepted"] += 1
        return
    counts["identified"] += 1
    counts["looked at"] += reading.state == State.NEEDS_LOOK
    for question in reading.questions:
        for box in question.boxes:
            key = f"{question.key}/{box.option}"
            meant = filled.marked[key]
            counts["boxes"] += 1
            counts["sure"] += box.sure
            confidences.append((box.confidence, box.marked == meant))
            if key in filled.struck:
                counts["struck"] += 1
                counts["struck held"] += not (box.sure and box.marked)
            if box.sure and box.marked != meant:
                counts["wrong"] += 1
                how = filled.style.get(key) or filled.struck.get(key) or "empty"
                counts[f"wrong at {how} seen {box.seen}"] += 1
            elif not box.sure:
                counts[f"doubt: {box.reason.value if box.reason else ''}"] += 1
        for one in question.fields:
            if one.name == "digit":
                wrote = f"{question.key}/{one.index}" in filled.digits
            else:
                wrote = f"{question.key}/{one.name}" in filled.written
            counts["fields"] += 1
            counts["fields missed"] += wrote and not one.written
            counts["fields empty but shown"] += one.written and not wrote


def told(name: str, counts: Counts) -> None:
    """A line a preset."""
    pages, boxes = max(counts["pages"], 1), max(counts["sure"], 1)
    micros = (counts["read_us"] + counts["decode_us"]) / pages
    print(
        f"{name:18}{counts['pages']:6} pages {100 * counts['identified'] / pages:6.1f} % read "
        f"{counts['rejected'] + counts['not accepted']:4} rejected {counts['wrong page']:2} wrong page | "
        f"{counts['boxes']:6} boxes {counts['wrong']} silent errors ({1e5 * counts['wrong'] / boxes:.1f} in 100,000) "
        f"{100 * (1 - counts['sure'] / max(counts['boxes'], 1)):5.2f} % doubt | "
        f"{100 * (1 - counts['looked at'] / max(counts['identified'], 1)):5.1f} % of pages need nobody | "
        f"struck {counts['struck held']}/{counts['struck']} | "
        f"{1e6 / max(micros, 1):5.1f} pages/s (decoding alone {1e6 * pages / max(counts['decode_us'], 1):6.1f})"
    )
    print("      " + ", ".join(f"{key} {count}" for key, count in sorted(counts.items()) if ":" in key or " at " in key
                               or key.startswith(("because", "fields"))))  # fmt: skip


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


def calibration(confidences: list[tuple[float, bool]]) -> None:
    """Confidence said against the share that was right."""
    print("Confidence said, boxes, share right:")
    for low, high in ((0, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 0.97), (0.97, 0.99), (0.99, 0.999), (0.999, 1.1)):
        some = [right for confidence, right in confidences if low <= confidence < high]
        if some:
            print(f"      {low:5.3f}–{min(high, 1):5.3f} {len(some):7} {100 * sum(some) / len(some):8.3f} %")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=40, help="of each preset")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--preset", action="append", choices=list(PRESETS))
    parser.add_argument("--keep", default="", help="folder for the pictures that went wrong")
    asked = parser.parse_args()
    some = 20
    jobs = [
        (asked.seed * 100_000 + index * 1000 + start, min(some, asked.pages - start), name, asked.keep)
        for index, name in enumerate(asked.preset or PRESETS)
        for start in range(0, asked.pages, some)
    ]
    all_counts: dict[str, Counts] = defaultdict(Counter)
    confidences: list[tuple[float, bool]] = []
    memory = 0
    with Pool(asked.processes) as pool:
        for name, counts, said in pool.imap(measured, jobs):
            memory = max(memory, counts.pop("memory_kb"))
            all_counts[name] += counts
            confidences += said
    for name, counts in all_counts.items():
        told(name, counts)
    total: Counts = Counter()
    for counts in all_counts.values():
        total += counts
    told("all", total)
    calibration(confidences)
    print(f"Memory of a process, generator included: {memory / 1024:.0f} MB")
    a_pile(numpy.random.default_rng(asked.seed))


if __name__ == "__main__":
    main()

"""What the reader said held against what was meant, and against the aims."""

import math
from collections import Counter
from collections.abc import Mapping

from consultation.paper.scan.results import PageReading, State
from tests.bench.pens import Filled

Counts = Counter[str]
Confidences = list[tuple[float, bool]]
"""Of every box: the confidence said, and whether it was right."""

SCANS = ("scan_good", "scan_typical", "copies_of_copies", "office_copier", "fax", "scan_600")
AT_200_DPI = ("office_copier", "fax")
"""Of which the aim of speed speaks; the others have up to nine times as many dots to decode."""
PHOTOS = ("photo_good", "photo_typical", "chat", "iphone")
HARD = ("scan_hard", "hard_marks", "coloured_scan", "coloured_photo")
WORST = ("photo_bad",)
"""Asked to be taken again."""


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
            key = f"{question.key}/{box.key}"
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
            if one.name == "digit" and wrote:
                counts["digits"] += 1
                counts["digits proposed"] += one.proposed is not None
                counts["digits proposed wrong"] += one.proposed not in {
                    None,
                    filled.digits[f"{question.key}/{one.index}"],
                }
            counts["fields missed"] += wrote and not one.written
            counts["fields empty but shown"] += one.written and not wrote


def told(name: str, counts: Counts) -> None:
    """Two lines a preset."""
    pages, boxes = max(counts["pages"], 1), max(counts["sure"], 1)
    micros = (counts["read_us"] + counts["decode_us"]) / pages
    print(
        f"{name:17}{counts['pages']:6} pages {100 * counts['identified'] / pages:6.1f} % read "
        f"{counts['rejected'] + counts['not accepted']:4} rejected {counts['wrong page']:2} wrong page | "
        f"{counts['boxes']:6} boxes {counts['wrong']} silent errors ({1e5 * counts['wrong'] / boxes:.1f} in 100,000) "
        f"{100 * (1 - counts['sure'] / max(counts['boxes'], 1)):5.2f} % doubt | "
        f"{100 * (1 - counts['looked at'] / max(counts['identified'], 1)):5.1f} % of pages need nobody | "
        f"struck {counts['struck held']}/{counts['struck']} | "
        f"{1e6 / max(micros, 1):5.1f} pages/s (decoding alone {1e6 * pages / max(counts['decode_us'], 1):6.1f})"
    )
    more = [f"{key} {count}" for key, count in sorted(counts.items()) if ":" in key or " at " in key
            or key.startswith(("because", "fields", "digits"))]  # fmt: skip
    print("      " + ", ".join(more))


def at_most(errors: int, boxes: int) -> float:
    """Share of errors above which so few would be seen less than once in twenty runs; 1 without boxes.

    Exact (Clopper and Pearson 1934, one-sided), as if each box were for itself.
    """
    if errors >= boxes:
        return 1.0
    low, high = errors / boxes, 1.0
    for _half in range(60):
        share = (low + high) / 2
        chance = math.fsum(
            math.exp(math.log(math.comb(boxes, count)) + count * math.log(share) + (boxes - count) * math.log1p(-share))
            for count in range(errors + 1)
        )
        low, high = (share, high) if chance > 0.05 else (low, share)
    return high


def aims(all_counts: Mapping[str, Counts]) -> None:
    """Each aim with what was reached, over the presets it speaks of."""

    def of(*names: str) -> Counts:
        total: Counts = Counter()
        for name in names:
            total += all_counts.get(name, Counter())
        return total

    def line(aim: str, limit: str, measured: float, reached: bool, of_how_many: str) -> None:
        verdict = "reached " if reached else "NOT YET "
        print(f"  {verdict} {aim:62} aim {limit:>7}  measured {measured:8.2f}  {of_how_many}")

    plain, hard, every = of(*SCANS, *PHOTOS), of(*HARD), of(*SCANS, *PHOTOS, *HARD)
    print("The aims:")
    for name, counts, most in (("scans and good photos", plain, 5.0), ("hard marks", hard, 50.0)):
        share = 1e5 * counts["wrong"] / max(counts["sure"], 1)
        bound = 1e5 * at_most(counts["wrong"], counts["sure"])
        among = f"{counts['wrong']} of {counts['sure']} sure boxes: with 95 % certainty below {bound:.1f}"
        line(f"silent errors in 100,000 boxes, {name}", f"≤ {most:.0f}", share, share <= most, among)
    wrong = of(*all_counts)["wrong page"]
    line("wrong page or wrong sheet accepted", "0", wrong, not wrong, f"of {of(*all_counts)['identified']} pages")
    lost = 100 * (every["rejected"] + every["not accepted"]) / max(every["pages"], 1)
    line("% of pages rejected, but for the worst photos", "≤ 0.5", lost, lost <= 0.5, f"of {every['pages']} pages")
    for name, names, least in (("scans", SCANS, 90.0), ("photos", PHOTOS, 80.0)):
        counts = of(*names)
        alone = 100 * (1 - counts["looked at"] / max(counts["identified"], 1))
        line(
            f"% of pages that need nobody, {name}",
            f"≥ {least:.0f}",
            alone,
            alone >= least,
            f"of {counts['identified']}",
        )
    struck = 100 * every["struck held"] / max(every["struck"], 1)
    line("% of struck boxes empty or in doubt", "≥ 99", struck, struck >= 99, f"of {every['struck']}")
    quick = {"scans at 200 dpi": (AT_200_DPI, 30.0), "photos (JPEG)": (PHOTOS[:3], 15.0)}
    for name, (group, least) in quick.items():
        counts = of(*group)
        pages = 1e6 * counts["pages"] / max(counts["read_us"] + counts["decode_us"], 1)
        floor = 1e6 * counts["pages"] / max(counts["decode_us"], 1)
        line(f"{name} a second of one core", f"≥ {least:.0f}", pages, pages >= least, f"decoding alone {floor:.0f}")


def calibration(confidences: Confidences) -> None:
    """Confidence said against the share that was right."""
    print("Confidence said, boxes, share right:")
    for low, high in ((0, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 0.97), (0.97, 0.99), (0.99, 0.999), (0.999, 1.1)):
        some = [right for confidence, right in confidences if low <= confidence < high]
        if some:
            print(f"      {low:5.3f}–{min(high, 1):5.3f} {len(some):7} {100 * sum(some) / len(some):8.3f} %")

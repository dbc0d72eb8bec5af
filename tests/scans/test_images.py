import io
import zipfile
from pathlib import Path

import cv2
import numpy
import pikepdf
import pytest
from PIL import Image

from consultation.paper.scan.images import scans_of
from consultation.paper.scan.pictures import Fault
from consultation.paper.scan.reading import read_scan
from consultation.paper.scan.results import State
from tests.scans.conftest import Sheets, jpeg


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def copier_pdf(pages: list[bytes]) -> bytes:
    """A PDF as copiers make it: every page one JPEG."""
    with pikepdf.Pdf.new() as document:
        for data in pages:
            with Image.open(io.BytesIO(data)) as image:
                width, height = image.size
            picture = pikepdf.Stream(
                document, data, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=width, Height=height,
                ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
            )  # fmt: skip
            page = document.add_blank_page(page_size=(595, 842))
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
            page.Contents = pikepdf.Stream(document, b"q 595 0 0 842 0 0 cm /Im0 Do Q")
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def test_a_picture_that_would_fill_the_memory_is_told_as_too_large() -> None:
    many = io.BytesIO()
    Image.new("1", (20_000, 20_000), 1).save(many, "PNG")

    (scan,) = scans_of("many.png", many.getvalue())

    assert scan.fault == Fault.TOO_LARGE


def test_the_jpeg_of_a_copier_is_taken_as_it_is(sheets: Sheets) -> None:
    data = jpeg(sheets.page(7, 1))

    (scan,) = scans_of("pile.pdf", copier_pdf([data]))

    decoded = cv2.imdecode(numpy.frombuffer(data, numpy.uint8), cv2.IMREAD_GRAYSCALE)
    assert scan.grey is not None
    assert decoded is not None
    assert numpy.array_equal(scan.grey, decoded)


def test_a_pdf_of_drawings_is_rendered(sheets: Sheets) -> None:
    scans = list(scans_of("sheets.pdf", sheets.pdf))

    assert [scan.page for scan in scans] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert scans[0].grey is not None
    assert scans[0].grey.shape == pytest.approx((2339, 1654), abs=2)


def test_every_page_of_a_tiff_in_black_and_white_is_read(sheets: Sheets) -> None:
    pages = [Image.fromarray(sheets.page(7, page)).convert("1") for page in (1, 2)]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], compression="group4")

    scans = list(scans_of("pile.tif", out.getvalue()))

    assert [(scan.page, scan.fault) for scan in scans] == [(1, None), (2, None)]


def test_a_large_picture_is_made_small_and_can_be_had_whole() -> None:
    (scan,) = scans_of("large.jpg", jpeg(numpy.full((3600, 2600), 200, numpy.uint8)))

    assert scan.grey is not None
    assert scan.full is not None
    assert scan.grey.shape == (1800, 1300)
    assert scan.full().shape == (3600, 2600)


def test_one_bad_file_of_an_archive_does_not_stop_the_others(sheets: Sheets) -> None:
    good = jpeg(sheets.page(7, 1))
    pile = zipped(
        {
            "1.jpg": good,
            "2.jpg": good[:200],
            "3.zip": zipped({"inner.jpg": good}),
            "4.txt": b"hello",
            "5.pdf": b"%PDF-1.7 broken",
            "6.tif": b"II*\0broken",
            "7.jpg": b"",
            "__MACOSX/._1.jpg": b"noise",
            "8.jpg": good,
        }
    )

    scans = list(scans_of("pile.zip", pile))

    assert [(scan.file.removeprefix("pile.zip/")[0], scan.grey is not None) for scan in scans] == [
        ("1", True), ("2", False), ("3", False), ("4", False), ("5", False), ("6", False), ("7", False), ("8", True),
    ]  # fmt: skip
    assert scans[2].fault is Fault.NESTED
    assert scans[3].fault is Fault.NOT_A_PICTURE
    assert scans[6].fault is Fault.EMPTY


def test_an_archive_that_grows_without_measure_is_refused() -> None:
    pile = zipped({"bomb.tif": b"\0" * 60_000_000, "text.txt": b"hello"})

    scans = list(scans_of("pile.zip", pile))

    assert [scan.fault for scan in scans] == [Fault.TOO_LARGE, Fault.NOT_A_PICTURE]


def test_a_picture_larger_than_paper_is_refused_before_it_is_decoded() -> None:
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (40_000).to_bytes(4, "big") * 2 + b"\x08\0\0\0\0"
    bomb = head + (0).to_bytes(4, "big")

    (scan,) = scans_of("bomb.png", bomb)

    assert scan.grey is None
    assert scan.fault in {Fault.TOO_LARGE, Fault.BROKEN}


def test_a_locked_pdf_says_so(sheets: Sheets) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(sheets.pdf)) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))

    (scan,) = scans_of("locked.pdf", out.getvalue())

    assert scan.fault is Fault.LOCKED


def test_a_photo_in_heic_is_read(sheets: Sheets) -> None:
    heic = pytest.importorskip("pillow_heif")
    out = io.BytesIO()
    heic.from_pillow(Image.fromarray(sheets.page(7, 1)).convert("RGB")).save(out, quality=70)

    (scan,) = scans_of("IMG_0001.HEIC", out.getvalue())

    assert scan.grey is not None
    assert scan.grey.shape == sheets.page(7, 1).shape


def test_a_broken_heic_is_refused_by_name() -> None:
    (scan,) = scans_of("photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")

    assert scan.fault in {Fault.NO_HEIC, Fault.NOT_A_PICTURE}


def test_a_page_packed_as_for_a_fax_is_taken_in_its_own_dots(sheets: Sheets) -> None:
    """Drawn anew at 200 dpi it was ten times slower, and its grey lines were no longer those of the scanner."""
    black_white = Image.fromarray(sheets.page(7, 1)).convert("1")
    out = io.BytesIO()
    black_white.save(out, "PDF", resolution=150)

    (scan,) = scans_of("pile.pdf", out.getvalue())

    assert scan.grey is not None
    assert numpy.array_equal(scan.grey, numpy.asarray(black_white.convert("L")))


def test_a_fax_with_fewer_dots_down_than_across_is_stretched(sheets: Sheets) -> None:
    page = Image.fromarray(sheets.page(7, 1)).convert("1")
    out = io.BytesIO()
    page.resize((page.width, page.height // 2)).save(out, "TIFF", compression="group4", dpi=(200, 100))

    (scan,) = scans_of("fax.tif", out.getvalue())

    assert scan.grey is not None
    assert scan.grey.shape == pytest.approx((page.height, page.width), abs=2)


def test_a_large_file_is_read_from_where_it_is(sheets: Sheets, tmp_path: Path) -> None:
    pile = tmp_path / "pile.zip"
    pile.write_bytes(zipped({"1.jpg": jpeg(sheets.page(7, 1)), "2.pdf": copier_pdf([jpeg(sheets.page(7, 2))])}))

    scans = list(scans_of("pile.zip", pile))

    assert [(scan.file, scan.fault) for scan in scans] == [("pile.zip/1.jpg", None), ("pile.zip/2.pdf", None)]
    assert next(scans_of("gone.pdf", tmp_path / "gone.pdf")).fault is Fault.BROKEN


def picture_pdf(data: bytes, shape: tuple[int, int], content: bytes, **about: object) -> bytes:
    """One page of a PDF with one picture, in grey unless `about` says otherwise."""
    with pikepdf.Pdf.new() as document:
        known = {"Width": shape[1], "Height": shape[0], "ColorSpace": pikepdf.Name.DeviceGray, "BitsPerComponent": 8}
        picture = pikepdf.Stream(
            document, data, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, **(known | about)
        )
        page = document.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
        page.Contents = pikepdf.Stream(document, content)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def test_a_page_the_file_mirrors_is_mirrored_back(sheets: Sheets) -> None:
    """Some programs store pictures upside down and turn them over as they draw: the JPEG alone is of no use."""
    page = sheets.page(7, 1)
    upside_down = picture_pdf(
        jpeg(numpy.ascontiguousarray(page[::-1])),
        page.shape,
        b"q 595 0 0 -842 0 842 cm /Im0 Do Q",
        Filter=pikepdf.Name.DCTDecode,
    )
    mirrored, out, turn = Image.fromarray(numpy.ascontiguousarray(page[:, ::-1])), io.BytesIO(), Image.Exif()
    turn[0x0112] = 2
    mirrored.save(out, "WEBP", quality=80, exif=turn)

    seen = [
        scan for name, data in (("a.pdf", upside_down), ("b.webp", out.getvalue())) for scan in scans_of(name, data)
    ]

    assert [read_scan(scan, sheets.printed)[0].state for scan in seen] == [State.READ, State.READ]


def test_ink_on_nothing_is_ink_on_paper(sheets: Sheets) -> None:
    """A photo freed from its background came out black on black."""
    page = sheets.page(7, 1)
    out = io.BytesIO()
    Image.fromarray(numpy.dstack([numpy.zeros_like(page), 255 - page]), "LA").save(out, "PNG")

    (scan,) = scans_of("cut-out.png", out.getvalue())

    assert scan.grey is not None
    assert numpy.array_equal(scan.grey, page)


def test_a_picture_that_cannot_be_unpacked_is_no_blank_back() -> None:
    """PDFium draws an empty page and says nothing: a filled sheet would have been put aside as a blank one."""
    noise = numpy.random.default_rng(3).integers(0, 256, 60_000, dtype=numpy.uint8).tobytes()
    how = {"Filter": pikepdf.Name.JBIG2Decode, "BitsPerComponent": 1}
    white = numpy.packbits(numpy.ones((2339, 1656), numpy.uint8)).tobytes()
    content = b"q 595 0 0 842 0 0 cm /Im0 Do Q"

    (broken,) = scans_of("broken.pdf", picture_pdf(noise, (2339, 1654), content, **how))
    (blank,) = scans_of("blank.pdf", picture_pdf(white, (2339, 1656), content, BitsPerComponent=1))

    assert broken.fault is Fault.BROKEN
    assert blank.fault is None


def test_the_pages_before_the_broken_part_of_a_tiff_are_read(sheets: Sheets) -> None:
    pages = [Image.fromarray(sheets.page(7, page)) for page in (1, 2, 3)]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])

    scans = list(scans_of("pile.tif", out.getvalue()[: len(out.getvalue()) * 8 // 10]))

    assert [scan.grey is not None for scan in scans][:2] == [True, True]
    assert scans[-1].fault is Fault.BROKEN


def test_a_page_as_large_as_a_wall_is_drawn_as_large_as_paper() -> None:
    """Some programs write a point of paper for each dot of the scanner."""
    with pikepdf.Pdf.new() as document:
        document.add_blank_page(page_size=(9000, 12700))
        out = io.BytesIO()
        document.save(out)

    (scan,) = scans_of("wall.pdf", out.getvalue())

    assert scan.grey is not None
    assert max(scan.grey.shape) < 4800

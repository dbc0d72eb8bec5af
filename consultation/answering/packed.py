"""A page made and compressed once, sent many times, with a fresh token put in as it leaves.

Everything before the token is compressed ahead; the token and the few closing tags after it go as they are, which
both formats allow. So each person has a page of their own for the price of joining two pieces of bytes.
"""

import hashlib
import re
import secrets
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import brotli
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"  # RFC 1952: deflate, no name, no time
BROTLI_END = b"\x03"  # RFC 7932: a last block, empty


@dataclass(frozen=True)
class PackedPage:
    """A page up to its token, in every encoding browsers ask for, and what stands behind."""

    plain: bytes
    gzip: bytes
    brotli: bytes
    checksum: int
    tail: bytes
    order: int
    """Which of the orders of its shuffled options."""
    name: str
    """Changes with any byte of the page but its token."""
    inlined: tuple[str, ...]
    """Files that stand in the page (see `web.static.inlined`)."""

    def body(self, encoding: str | None, token: str) -> bytes:
        """The whole page; `encoding` is "br", "gzip" or None."""
        rest = token.encode() + self.tail
        if encoding == "br":
            return self.brotli + brotli_stored(rest) + BROTLI_END
        if encoding == "gzip":
            size = (len(self.plain) + len(rest)) & 0xFFFFFFFF
            return self.gzip + deflate_stored(rest) + struct.pack("<II", zlib.crc32(rest, self.checksum), size)
        return self.plain + rest


def pack(html: str, placeholder: str, order: int = 0, inlined: Iterable[str] = ()) -> PackedPage:
    """The page, where `placeholder` stands once, near the end, for the token."""
    before, after = html.split(placeholder)
    plain = before.encode()
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    compressor = brotli.Compressor(mode=brotli.MODE_TEXT, quality=11)
    return PackedPage(
        plain=plain,
        gzip=GZIP_HEADER + deflate.compress(plain) + deflate.flush(zlib.Z_FULL_FLUSH),
        brotli=compressor.process(plain) + compressor.flush(),
        checksum=zlib.crc32(plain),
        tail=after.encode(),
        order=order,
        name=hashlib.sha256((before + after).encode()).hexdigest()[:12],
        inlined=tuple(inlined),
    )


def new_token() -> str:
    """The token of one page: 128 random bits."""
    return secrets.token_urlsafe(16)


def with_token(pages: Sequence[PackedPage], accept_encoding: str) -> tuple[bytes, dict[str, str]]:
    """(Body, headers) of one of the pages, with a token of its own, compressed as the browser likes it."""
    page = secrets.choice(pages)
    encoding = encoding_for(accept_encoding)
    copy = Copy(page.order, page.name, new_token())
    headers = {"etag": copy.etag} | ({"content-encoding": encoding} if encoding else {})
    return page.body(encoding, copy.token), headers


@lru_cache(maxsize=64)
def encoding_for(accept_encoding: str) -> str | None:
    """The best of ours that a browser takes: "br", "gzip" or None."""
    accepted = parse_accept_header(accept_encoding, Accept)
    return "br" if accepted["br"] else "gzip" if accepted["gzip"] else None


@dataclass(frozen=True)
class Copy:
    """A page as a browser holds it, by what its ETag says."""

    order: int
    name: str
    token: str

    @property
    def etag(self) -> str:
        """Weak, because the page has one in every encoding."""
        return f'W/"{self.order}.{self.name}.{self.token}"'


A_COPY = re.compile(r'"([0-9]{1,2})\.([0-9a-f]{12})\.([A-Za-z0-9_-]{16,64})"')


def copies(if_none_match: str) -> Iterator[Copy]:
    """The copies a browser says it holds, in the header If-None-Match."""
    return (Copy(int(found[1]), found[2], found[3]) for found in A_COPY.finditer(if_none_match))


def deflate_stored(data: bytes) -> bytes:
    """The last block of a deflate stream, not compressed (RFC 1951, 3.2.4); at most 65,535 bytes."""
    return b"\x01" + struct.pack("<HH", len(data), len(data) ^ 0xFFFF) + data


def brotli_stored(data: bytes) -> bytes:
    """A block of a Brotli stream, not compressed (RFC 7932, 9.2); at most 65,536 bytes.

    Bits from the lowest: 0 (not the last), 00 (length in four half bytes), length - 1, 1 (not compressed).
    """
    header = (len(data) - 1) << 3 | 1 << 19
    return header.to_bytes(3, "little") + data

"""Pictures and sounds as phones make them, made here."""

import io
import math
import struct
import wave
from typing import Literal

import av
import pikepdf
from PIL import Image


def photo(width: int = 2400, height: int = 1800, kind: str = "JPEG", *, rotated: bool = False) -> bytes:
    """A picture of noise with the place, the device and the hour in it, as a phone writes them."""
    noise = Image.effect_noise((width, height), 12).convert("RGB")
    noise.paste((200, 30, 30), (0, 0, width // 2, height // 2))
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    exif[0x0132] = "2026:11:23 10:00:00"
    if rotated:
        exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 24.0), 3: "E", 4: (2.0, 21.0, 7.0)})
    written = io.BytesIO()
    noise.save(written, kind, exif=exif, **({"quality": 95} if kind == "JPEG" else {}))
    return written.getvalue()


def wav(seconds: float) -> bytes:
    """A hum, as a recorder writes it."""
    written = io.BytesIO()
    with wave.open(written, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8_000)
        one = b"".join(struct.pack("<h", int(9_000 * math.sin(n / 6))) for n in range(8_000))
        sound.writeframes((one * (int(seconds) + 1))[: int(seconds * 16_000) // 2 * 2])
    return written.getvalue()


def opus(seconds: float) -> bytes:
    """A hum, as the recorder of a browser writes it."""
    return recorded(seconds, "ogg", "libopus", "s16")


def mp4(seconds: float) -> bytes:
    """A hum, as the recorder of an iPhone writes it: AAC in an MP4 of fragments, whose length stands nowhere."""
    return recorded(seconds, "mp4", "aac", "fltp", movflags="frag_keyframe+empty_moov+default_base_moof")


def recorded(seconds: float, container: str, codec: Literal["libopus", "aac"], samples: str, **options: str) -> bytes:
    """A hum in that container, coded so."""
    written = io.BytesIO()
    with (
        av.open(io.BytesIO(wav(seconds)), "r") as source,
        av.open(written, "w", format=container, options=options) as target,
    ):
        voice = target.add_stream(codec, rate=48_000, layout="mono")
        voice.bit_rate = 24_000
        to_voice = av.AudioResampler(format=samples, layout="mono", rate=48_000)
        for frame in source.decode(source.streams.audio[0]):
            for plain in to_voice.resample(frame):
                plain.pts = None
                target.mux(voice.encode(plain))
        target.mux(voice.encode(None))
    return written.getvalue()


def seconds_of(data: bytes) -> float:
    """How long a sound lasts."""
    with av.open(io.BytesIO(data), "r") as opened:
        assert opened.duration is not None
        return float(opened.duration / 1_000_000)


def letter() -> bytes:
    """A PDF of one page that says who wrote it."""
    written = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Author"] = "Fatima"
        with pdf.open_metadata() as about:
            about["xmp:CreatorTool"] = "Fatima's telephone"
        pdf.save(written)
    return written.getvalue()

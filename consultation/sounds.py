"""A sound somebody sent or a machine spoke, measured and written anew: small Opus, and nothing but what is heard."""

import io

LONGEST_S = 60
"""Seconds of a voice note."""
SPARE_S = 3
"""Seconds more that are let pass: a recorder stops after the clock does."""
BIT_RATE = 24_000
"""Bits a second: speech is clear, a minute is 180 kB."""
PROMPT_BYTES = 14_200
"""Most of what is read aloud to people weighs no more: a question of five seconds is 8 kB."""
PROMPT_BIT_RATES = (6_000, 12_000)
"""Lowest and highest of what is read aloud; at the lowest, a voice is still well understood."""
HZ = 48_000
ENCODER = {"vbr": "constrained", "frame_duration": "60"}
"""Of libopus; packets of 60 ms, because each one costs seven bytes of wrapping."""
SLOWEST_HZ, FASTEST_HZ = 1_000, 192_000
"""Rates of sounds that come: a second of one with a few would be hours, one with millions is nothing to hear."""
#: {first bytes, at an offset: what FFmpeg calls the container}; nothing else is opened.
CONTAINERS = (
    (0, b"\x1aE\xdf\xa3", "matroska"),
    (0, b"OggS", "ogg"),
    (4, b"ftyp", "mp4"),
    (0, b"RIFF", "wav"),
    (0, b"#!AMR", "amr"),
    (0, b"ID3", "mp3"),
    (0, b"\xff\xfb", "mp3"),
    (0, b"\xff\xf3", "mp3"),
    (0, b"\xff\xf1", "aac"),
    (0, b"\xff\xf9", "aac"),
    (0, b"fLaC", "flac"),
)


class NotASound(ValueError):
    """What was sent cannot be heard."""


class TooLongASound(ValueError):
    """It lasts longer than a voice note may."""


def clean_sound(data: bytes, bit_rate: int = BIT_RATE) -> bytes:
    """The same sound as WebM with Opus, one channel; what its file said beside it stays behind.

    :param bit_rate: bits a second
    :raises NotASound: when it cannot be heard, or is silence without length
    :raises TooLongASound: when it lasts longer than a minute
    """
    import av  # here and below: a library that is rarely used

    container = next((name for at, start, name in CONTAINERS if data[at : at + len(start)] == start), None)
    if container is None:
        raise NotASound("no container we know")
    try:
        return written_anew(data, container, bit_rate)
    except (av.FFmpegError, ValueError, OverflowError) as error:
        if isinstance(error, TooLongASound):
            raise
        raise NotASound(str(error)) from error


def clean_prompt(data: bytes) -> bytes:
    """The same for what is read aloud to people: the longer it lasts, the fewer bits a second it is given.

    :raises NotASound, TooLongASound: as `clean_sound` does
    """
    lowest, highest = PROMPT_BIT_RATES
    clean = clean_sound(data, highest)
    if len(clean) <= PROMPT_BYTES:
        return clean
    fitting = int(highest * PROMPT_BYTES / len(clean) * 0.97)
    return clean_sound(data, max(fitting, lowest))


def seconds_of(data: bytes) -> float:
    """How long a sound of ours lasts."""
    import av

    with av.open(io.BytesIO(data), "r", format="matroska") as source:
        return sum(frame.samples / frame.rate for frame in source.decode(audio=0))


def written_anew(data: bytes, container: str, bit_rate: int) -> bytes:
    """Decoded and encoded again, until its end or a moment after the longest a note may be."""
    import av

    out = io.BytesIO()
    heard = 0
    with (
        av.open(io.BytesIO(data), "r", format=container) as source,
        av.open(out, "w", format="webm", options={"fflags": "+bitexact"}) as target,
    ):
        if not source.streams.audio:
            raise NotASound("no sound in it")
        if not SLOWEST_HZ <= source.streams.audio[0].rate <= FASTEST_HZ:
            raise NotASound("no rate of a sound")
        voice = target.add_stream("libopus", rate=HZ, layout="mono", options=ENCODER)
        voice.bit_rate = bit_rate
        to_mono = av.AudioResampler(format="s16", layout="mono", rate=HZ)
        for frame in source.decode(source.streams.audio[0]):
            for plain in to_mono.resample(frame):
                heard += plain.samples
                if heard > (LONGEST_S + SPARE_S) * HZ:
                    raise TooLongASound(f"more than {LONGEST_S} s")
                plain.pts = None
                target.mux(voice.encode(plain))
        for plain in to_mono.resample(None):
            plain.pts = None
            target.mux(voice.encode(plain))
        target.mux(voice.encode(None))
    if heard < HZ // 10:
        raise NotASound("nothing to hear")
    return out.getvalue()

"""What a machine reads on our paper: registration markers, and numbers that notice a misread character."""

import string

_MARKER_BITS = (
    "145b2bc01c06e61af0edd10395f71aeb5241d4082d0d3d7ec0e2146b10d61321313fa513cee031a2dac01e62b1105e71661fcfca8"
    "051e37f097a7580bea26f0f64dc41061de812dda75150e44016b0ca10ba12de19cd0231a599721c3ce8b022424603b9672024223b"
    "027376e0368873040d0ce04aaac804643ba07a6fea0998aac082d10109aad1d0863c720ad28250a52f9e0d849f70c309d90da7e31"
    "0e9627a0e9b9970f948060f591250f6b7d711b58e411ad27911e380b116944512ffb4a158cb8d15987f01422fdf14e1227156df22"
    "173dbf1164c93c17cbb861880a8719147dd184eb8a18d85ad1b2cda91babd731e9d4321e765280f5740a1b11a53018ce6502ab219"
    "098e9810a8061c141a158185314c196d12c1fad3a200922b5019bce000b547c002c76f0132289012d2a700c4b430067bc500faa0d"
    "01f1f54038e8790323b2302c364702da51b02e9d8d027c56203efdf50521ee00448efd0542f81055f6c9047e00804f9bf8046d558"
    "05ef65e069218806013ad068bc21072a5d006400e206dce3a0891409089d9fd08a3ee508a952a08c277d09d061208ee53309f04fb"
    "0b86f1b0b1faee0a36ff00b275f60b533320a603e10a798cf0a6dc020b64b5f0bfab990cacc850cb8f5e0cc6ea20ce198b0e12cbb"
    "0f8c7010f357520e47a8c0e7cb651084d18113e20210d5dd311447f31286ae31388a3612a3f4912d1b2012e4d6e1366ece1378dc1"
    "14134dd148a50d151610b15b368415fe0b11605cc71601e30179d56517d889916705f4166b07917e8bdc17eac6718875e0199d306"
    "18a660119a44c718c111518d287e195dd0919f4e25196c3c51a005d21b96e8c1b317091b39d641a532811a5a22e1bcb4dd1b48e85"
    "1b678201b71f921d031c71ca38de1c35c711db72f71d3c0641d6ba181dff33a1f022021f00fa61ec04411ec36bf1fd6bda1f46671"
    "1f495831ee5ee11efd5f91fe31291f746bc0d1705e1321e17133b04d1c8be1d03a20dd055826106882c706f80e907e6b970ad4098"
    "0ae70730cd31700e74a2e0fe59fb1168fd214b872e15353d616a336e165b53318983e8195723c1b0df471bf1b1c1cacd1f1da8e35"
    "1e0cf0d00853dd000468f00145f6009919c001a5c3018141e011178c0190cb600b03fa002e23c003842b003cee2012537e01a2037"
    "01a0a3001bda5f01acdbc013e4ec005a105004c59200de75200dde4601c7c2401535bb"
)

MARKERS = tuple(int(_MARKER_BITS[start : start + 7], 16) for start in range(0, len(_MARKER_BITS), 7))
"""Inner 5 x 5 squares of each marker, white as 1, row by row from the highest bit: OpenCV's `DICT_5X5_250`."""

_DIGITS = string.digits
_LETTERS = string.digits + string.ascii_uppercase


def check_digit(digits: str) -> str:
    """The digit that notices any one wrong digit and nearly every swap of neighbours (ISO 7064, MOD 11,10)."""
    return _check(digits, _DIGITS)


def check_character(text: str) -> str:
    """The same for digits and capitals (ISO 7064, MOD 37,36)."""
    return _check(text, _LETTERS)


def _check(text: str, alphabet: str) -> str:
    """The check character of the hybrid systems of ISO 7064: modulus M + 1, M."""
    size = len(alphabet)
    rest = size
    for character in text:
        rest = (rest + alphabet.index(character)) % size or size
        rest = rest * 2 % (size + 1)
    return alphabet[(1 - rest) % size]

"""What can be wrong with an item code. Each error says which in `code`, a stable short word."""


class CodeError(ValueError):
    """Base of this package's errors; `code` is for the caller's message table, `detail` names what
    is wrong where that is known."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail or code)
        self.code = code
        self.detail = detail


class MalformedSerial(CodeError):
    """Not a serial of ours: `length`, `alphabet` (`detail`: the characters that no serial has) or
    `check` (the check character differs)."""


class UnreadableCode(CodeError):
    """A scan or typed text from which no item can be read.

    `empty`, `url` (an address, but none of an item), `element` (a broken GS1 element string),
    `gtin` (check digit), or the code of the malformed serial inside.
    """


class InvalidParameter(CodeError):
    """A caller's mistake.

    `key`, `cipher`, `order`, `index`, `quantity`, `range`, `prefix`, `host`, `gtin` or `lot`.
    """
